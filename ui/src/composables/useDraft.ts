/**
 * One good or room being edited: what the backend has, what was typed, where its pictures look, and how it is
 * submitted. Everything typed is on disk before anything that depends on it happens.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Edit, Focus, GoodsView, Problem, RoomView, Slot } from '@/backend'
import { pointOf, type Point } from './crop'
import { keys, newest, useReadOnly, type Place } from './queries'
import { useAutosave } from './useAutosave'
import { useFaults } from './useFaults'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

type Draftable = GoodsView | RoomView
type FieldOf<V extends Draftable> = V['violations'][number]['field']
/** The fields that are a line of text. */
type TextOf<V extends Draftable> = {
  [K in FieldOf<V> & keyof V['draft']]: V['draft'][K] extends string ? K : never
}[FieldOf<V> & keyof V['draft']]

/** Where a draft comes from and goes to. */
export interface DraftSource<V extends Draftable, S extends Slot> {
  place: Place
  /** How the fields begin, until the backend has answered. */
  empty: V['draft']
  /** Longest name, in the platform's units. */
  nameMax: number
  /** The slots whose focus staff choose. */
  slots: readonly S[]
  focusOf(view: V, slot: S): Focus
  get(): Promise<V>
  save(patch: Partial<V['draft']>): Promise<Pick<V, 'revision' | 'violations' | 'nameUnits'>>
  saveFocus(slot: S, focus: Point): Promise<V>
  saveEdit(edit: Edit): Promise<V>
  /** `null` when staff chose none. */
  pickPicture(): Promise<V | null>
  setPicture(path: string): Promise<V>
  /** Why not; `null` when it stands in the outbox. */
  submit(): Promise<Problem | null>
}

export type Draft<V extends Draftable, S extends Slot> = ReturnType<typeof useDraft<V, S>>

/** States in which the platform has not taken it, and it is not on its way either. */
const UNSENT: readonly Draftable['state'][] = ['draft', 'refused', 'rejected', 'withdrawn']
const CENTRE: Point = { x: 0.5, y: 0.5 }

export function useDraft<V extends Draftable, S extends Slot>(id: string, source: DraftSource<V, S>) {
  const { place, slots } = source
  const client = useQueryClient()
  const toast = useToast()
  const { t } = useI18n()
  const { failure } = useProblem()
  const queryKey = keys.one(place, id)
  const pointsOf = (point: (slot: S) => Point) =>
    Object.fromEntries(slots.map((slot) => [slot, point(slot)])) as Record<S, Point>

  const query = useQuery({ queryKey, queryFn: () => source.get(), structuralSharing: newest })
  const view = computed(() => query.data.value as V | undefined)
  const put = (fresh: V | null) => fresh && client.setQueryData(queryKey, fresh)

  const saver = useAutosave<V['draft']>(`${place}:${id}`, {
    initial: source.empty,
    async save(patch) {
      const saved = await source.save(patch)
      const old = client.getQueryData<V>(queryKey)
      if (old) put({ ...old, ...saved, draft: { ...old.draft, ...patch } })
      return saved
    },
  })
  const focusSaver = useAutosave<Record<S, Point>>(`${place}-focus:${id}`, {
    initial: pointsOf(() => CENTRE),
    async save(patch) {
      let revision = 0
      for (const slot of slots) {
        const focus = patch[slot]
        if (!focus) continue
        const fresh = await source.saveFocus(slot, focus)
        put(fresh)
        ;({ revision } = fresh)
      }
      return { revision }
    },
  })
  watch(
    view,
    (fresh) => {
      if (!fresh) return
      saver.accept(fresh.draft, fresh.revision)
      focusSaver.accept(
        pointsOf((slot) => pointOf(source.focusOf(fresh, slot))),
        fresh.revision,
      )
    },
    { immediate: true },
  )

  const lookOnly = useReadOnly()
  const nothing = computed(() => lookOnly.value || view.value?.editable === 'nothing')
  /** What stands beside the price: an approved good takes nothing else. */
  const readonly = computed(() => nothing.value || view.value?.editable === 'prices')
  const isReadonly = (field: FieldOf<V>) =>
    field === 'price' || field === 'price2' ? nothing.value : readonly.value
  /** Whether the platform is to have it: a Channels room is planned here and started in WeChat. */
  const byApi = computed(() => {
    const draft = view.value?.draft
    return !(draft && 'kind' in draft && draft.kind === 'channels')
  })
  /**
   * Whether there is anything to submit: the platform has not taken it, or it was changed since. A conflict must be
   * decided first.
   */
  const toSubmit = computed(() => {
    if (!view.value || nothing.value || view.value.inConflict || !byApi.value) return false
    return UNSENT.includes(view.value.state) || view.value.changedSince
  })
  const faults = useFaults<FieldOf<V>>(
    computed(() => (nothing.value ? [] : (view.value?.violations ?? [])) as V['violations'] & []),
    (field) => t(`${place}.field.${field}`),
  )

  const pick = useMutation({ mutationFn: () => source.pickPicture(), onSuccess: put })
  const drop = useMutation({ mutationFn: (path: string) => source.setPicture(path), onSuccess: put })
  function takePicture(path?: string) {
    pick.reset()
    drop.reset()
    if (path === undefined) pick.mutate()
    else drop.mutate(path)
  }

  const edit = useMutation({
    mutationFn: async (wanted: Edit) => {
      // The backend turns the focus with the picture: it must have the one on screen.
      await focusSaver.flush()
      return source.saveEdit(wanted)
    },
    onSuccess: put,
    onError: (error) => toast.error(failure(error)),
  })

  const refused = ref<Problem | null>(null)
  const submit = useMutation({
    mutationFn: async () => {
      refused.value = null
      if (!(await saver.flush()) || !(await focusSaver.flush())) return
      faults.tried.value = true
      if (faults.all.value.length > 0) return faults.focusFirst()
      refused.value = await source.submit()
      if (!refused.value) toast.success(t(`${place}.submitted`, { name: saver.values.name.trim() }))
      await client.invalidateQueries({ queryKey: keys[place] })
    },
    onError: (error) => toast.error(failure(error)),
  })

  /** Ties a `TextField` to one field: what stands in it, its label, and what is wrong with it. */
  function text<K extends TextOf<V>>(field: K) {
    return {
      modelValue: saver.values[field] as string,
      'onUpdate:modelValue': (value: string) => saver.type(field, value as V['draft'][K]),
      onFocus: () => saver.focus(field),
      onBlur: () => saver.blur(field),
      onCompositionstart: () => saver.composeStart(field),
      onCompositionend: () => saver.composeEnd(field),
      onFocusout: () => faults.touch(field),
      'data-field': field,
      label: t(`${place}.field.${field}`),
      fault: faults.of(field),
      readonly: isReadonly(field),
    }
  }

  /** The name's field, with its count. */
  function nameText() {
    const [units, max] = [view.value?.nameUnits ?? 0, source.nameMax]
    return {
      ...text('name' as TextOf<V>),
      placeholder: t(`${place}.namePlaceholder`),
      counter: t('app.units', { units, max }),
      counterOver: units > max,
      counterHint: t('app.unitsHint'),
    }
  }

  return {
    id,
    place,
    /** What its elements are called in tests. */
    testId: place === 'goods' ? 'goods' : 'room',
    query,
    view,
    put,
    saver,
    points: focusSaver.values,
    readonly,
    /** Whether not even the price may be changed. */
    nothing,
    /** Whether nothing at all may be changed, whatever state it is in. */
    lookOnly,
    byApi,
    toSubmit,
    faults,
    text,
    nameText,
    title: computed(() => saver.values.name.trim() || t(`${place}.newTitle`)),
    saved: {
      state: computed(() => (focusSaver.state.value === 'failed' ? 'failed' : saver.state.value)),
      problem: computed(() => saver.problem.value ?? focusSaver.problem.value),
    },
    picture: {
      take: takePicture,
      move: (slot: S, point: Point) => focusSaver.type(slot, point),
      settle: (slot: S, point: Point) => focusSaver.choose({ [slot]: point } as Partial<Record<S, Point>>),
      edit: (wanted: Edit) => edit.mutate(wanted),
      editing: computed(() => edit.isPending.value),
      busy: computed(() => pick.isPending.value || drop.isPending.value),
      fault: computed(() => {
        const error = pick.error.value ?? drop.error.value
        return error ? failure(error) : faults.of('picture')
      }),
    },
    submit,
    /** What stands in the way of it. */
    problem: computed(() => refused.value ?? view.value?.problem ?? null),
  }
}
