/** Attaching a start code to a room, or, without a room, to the shop: what is in doubt is asked about first. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type CodeTaken, type PictureId } from '@/backend'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useStartCode(room: () => string | null) {
  const backend = useBackend()
  const { call } = backend
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const onError = (error: unknown) => toast.error(failure(error))

  /** A picture that staff must insist on, and for what it was meant. */
  const doubted = ref<{ room: string | null; taken: CodeTaken } | null>(null)

  const attachTo = (owner: string | null, picture: PictureId | null) =>
    picture === null ? call.goliveRemoveCode(owner) : call.goliveAttachCode(owner, picture)
  const refresh = () => client.invalidateQueries({ queryKey: ['golive'] })
  /** Says what was done and offers to have it as it was. */
  async function done(text: string, owner: string | null, before: PictureId | null) {
    await refresh()
    toast.undoable(text, t('app.undo'), () => {
      attachTo(owner, before).then(refresh, onError)
    })
  }

  const take = useMutation({
    async mutationFn({ owner, from }: { owner: string | null; from?: string | Blob }) {
      if (from === undefined) return { owner, taken: await call.golivePickCode(owner) }
      if (typeof from === 'string') return { owner, taken: await call.goliveTakeCode(owner, from) }
      return { owner, taken: await backend.pasteCode(owner, from) }
    },
    async onSuccess({ owner, taken }) {
      if (taken === null) return
      if (taken.doubt === null) await done(t('golive.attached'), owner, taken.before)
      else doubted.value = { room: owner, taken }
    },
    onError,
  })
  const insist = useMutation({
    async mutationFn() {
      const asked = doubted.value
      if (!asked) return
      const before = await call.goliveAttachCode(asked.room, asked.taken.picture)
      doubted.value = null
      await done(t('golive.attached'), asked.room, before)
    },
    onError,
  })
  const remove = useMutation({
    async mutationFn(owner: string | null) {
      const before = await call.goliveRemoveCode(owner)
      if (before !== null) await done(t('golive.removed'), owner, before)
    },
    onError,
  })

  return {
    doubted,
    busy: computed(() => take.isPending.value || insist.isPending.value || remove.isPending.value),
    pick: () => take.mutate({ owner: room() }),
    pickForShop: () => take.mutate({ owner: null }),
    take: (from: string | Blob) => take.mutate({ owner: room(), from }),
    insist: () => insist.mutate(),
    remove: () => remove.mutate(room()),
    removeFromShop: () => remove.mutate(null),
  }
}
