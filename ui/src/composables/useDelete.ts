/** Deletes goods or rooms, takes roles from members or anchors off their list, and offers, for eight seconds, to bring them back. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { ProblemError, problemOf, useBackend } from '@/backend'
import { keys, type Place } from './queries'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

export interface Named {
  id: string
  name: string
  /** The whole WeChat id of a member of whom only its masked form is known. */
  wechat?: string
}

export function useDelete(place: Place | 'members' | 'anchors', onGone: (ids: string[]) => void) {
  const { call, channel } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const ids = (things: Named[]) => things.map(({ id }) => id)
  /** Each answers by what it is undone. */
  const remove = {
    async goods(things: Named[]) {
      const selection = { kind: 'ids' as const, ids: ids(things) }
      const { refusals, deletion } = await call.goodsDelete(
        selection,
        channel(() => undefined),
      )
      if (refusals[0]) throw new ProblemError(refusals[0].problem)
      return async () => deletion !== null && call.goodsRestore(deletion)
    },
    async rooms(things: Named[]) {
      await call.roomsDelete(ids(things))
      return () => call.roomsRestore(ids(things))
    },
    async members(things: Named[]) {
      await Promise.all(things.map(({ id, wechat }) => call.membersRemove(id, wechat ?? null)))
      return () => call.membersRestore(ids(things))
    },
    async anchors(things: Named[]) {
      await call.anchorsDelete(ids(things))
      return () => call.anchorsRestore(ids(things))
    },
  }[place]
  const refresh = () => client.invalidateQueries({ queryKey: keys[place] })

  async function restore(bringBack: () => Promise<unknown>) {
    try {
      await bringBack()
      toast.success(t('app.restored'))
    } catch (error) {
      toast.error(failure(error))
    }
    await refresh()
  }

  return useMutation({
    mutationFn: remove,
    onSuccess: (bringBack, things) => {
      const text =
        things.length === 1
          ? t(`${place}.deleted`, { name: things[0]?.name })
          : t(`${place}.deletedMany`, things.length)
      toast.undoable(text, t('app.undo'), () => void restore(bringBack))
      onGone(ids(things))
      void refresh()
    },
    // What belongs to a field is said next to it.
    onError: (error) => problemOf(error).field === null && toast.error(failure(error)),
  })
}
