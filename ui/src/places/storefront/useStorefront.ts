/** The storefront as it is laid out: what the program has, what is typed, and what is chosen, saved at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { useBackend, type StorefrontPatch, type StorefrontView } from '@/backend'
import { keys, newest, useReadOnly } from '@/composables/queries'
import { useAutosave } from '@/composables/useAutosave'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'
import { useOwnPictures } from './useOwnPictures'
import { useTarget } from './useTarget'

/** What is typed. */
interface Typed {
  name: string
  endedDays: string
  finderUserName: string
}

const typedOf = ({ draft }: StorefrontView): Typed => ({
  name: draft.entrance.name,
  endedDays: String(draft.list.endedDays),
  finderUserName: draft.finderUserName,
})

export function useStorefront() {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  const readOnly = useReadOnly()
  const query = useQuery({
    queryKey: keys.storefront,
    queryFn: () => call.storefrontView(),
    structuralSharing: newest,
  })
  const view = computed(() => query.data.value)
  function put(fresh: StorefrontView | null) {
    if (!fresh) return
    client.setQueryData(keys.storefront, fresh)
    void client.invalidateQueries({ queryKey: keys.storefrontPlan })
  }

  const saver = useAutosave<Typed>('storefront', {
    initial: { name: '', endedDays: '', finderUserName: '' },
    async save({ name, endedDays, finderUserName }) {
      const patch: StorefrontPatch = {}
      if (name !== undefined) patch.name = name
      if (finderUserName !== undefined) patch.finderUserName = finderUserName
      // What is no number of days is one that may not be: the program says so.
      if (endedDays !== undefined)
        patch.endedDays = /^\d{1,6}$/.test(endedDays.trim()) ? Number(endedDays) : 0
      const fresh = await call.storefrontSave(patch)
      put(fresh)
      return fresh
    },
  })
  watch(view, (fresh) => fresh && saver.accept(typedOf(fresh), fresh.revision), { immediate: true })

  const onError = (error: unknown) => toast.error(failure(error))
  /** Choices on their way. */
  let underWay = 0
  const save = useMutation({
    scope: { id: 'storefront' },
    mutationFn: (patch: StorefrontPatch) => call.storefrontSave(patch),
    // The answer to an earlier one must not bring back what a later one has changed.
    onSuccess: (fresh) => underWay === 1 && put(fresh),
    onError: (error) => {
      onError(error)
      void client.invalidateQueries({ queryKey: keys.storefront })
    },
    onSettled: () => (underWay -= 1),
  })
  /** Saves a choice that is made of the ones before, whether they are answered or not. */
  function change(choose: StorefrontPatch | ((list: StorefrontView['draft']['list']) => StorefrontPatch)) {
    const latest = client.getQueryData<StorefrontView>(keys.storefront)
    if (!latest) return
    const { list } = latest.draft
    const patch = typeof choose === 'function' ? choose(list) : choose
    const next = { ...list, pinned: patch.pinned ?? list.pinned, hidden: patch.hidden ?? list.hidden }
    client.setQueryData(keys.storefront, { ...latest, draft: { ...latest.draft, list: next } })
    underWay += 1
    save.mutate(patch)
  }
  const pictures = useOwnPictures(put, readOnly)

  const target = useTarget(() => view.value, put)
  const choose = useMutation({ mutationFn: () => call.storefrontPickFolder(), onSuccess: put, onError })

  /** Ties a `TextField` to what is typed. */
  const text = (field: keyof Typed) => ({
    modelValue: saver.values[field],
    'onUpdate:modelValue': (value: string) => saver.type(field, value),
    onFocus: () => saver.focus(field),
    onBlur: () => saver.blur(field),
    onCompositionstart: () => saver.composeStart(field),
    onCompositionend: () => saver.composeEnd(field),
    readonly: readOnly.value,
    'data-field': field,
  })

  return {
    query,
    view,
    put,
    text,
    readOnly,
    name: computed(() => saver.values.name),
    flush: async () => (await Promise.all([saver.flush(), target.flush(), pictures.flush()])).every(Boolean),
    target,
    saved: {
      state: computed(() => (pictures.aim.value?.state.value === 'failed' ? 'failed' : saver.state.value)),
      problem: saver.problem,
    },
    change,
    /** Whether there is a folder afterwards. */
    chooseFolder: async () => (await choose.mutateAsync().catch(() => null)) !== null,
    pictures,
  }
}

export type Storefront = ReturnType<typeof useStorefront>
