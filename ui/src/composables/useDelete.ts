/** Deletes goods or rooms and offers, for eight seconds, to bring them back. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useBackend } from '@/backend'
import { keys, type Place } from './queries'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

export interface Named {
  id: string
  name: string
}

export function useDelete(place: Place, onGone: (ids: string[]) => void) {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const [remove, bringBack] =
    place === 'goods' ? [call.goodsDelete, call.goodsRestore] : [call.roomsDelete, call.roomsRestore]
  const refresh = () => client.invalidateQueries({ queryKey: keys[place] })

  async function restore(ids: string[]) {
    try {
      await bringBack(ids)
      toast.success(t('app.restored'))
    } catch (error) {
      toast.error(failure(error))
    }
    await refresh()
  }

  return useMutation({
    mutationFn: (things: Named[]) => remove(things.map(({ id }) => id)),
    onSuccess: (_answer, things) => {
      const ids = things.map(({ id }) => id)
      const text =
        things.length === 1
          ? t(`${place}.deleted`, { name: things[0]?.name })
          : t(`${place}.deletedMany`, things.length)
      toast.undoable(text, t('app.undo'), () => void restore(ids))
      onGone(ids)
      void refresh()
    },
    onError: (error) => toast.error(failure(error)),
  })
}
