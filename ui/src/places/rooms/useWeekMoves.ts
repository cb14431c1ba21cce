/** Drafts moved in the week: shown where they are held, saved where they are let go, taken back by undo. */
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type RoomRow } from '@/backend'
import { keys, useReadOnly } from '@/composables/queries'
import { useFormat } from '@/composables/useFormat'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'
import { moved } from './week'

/** What may be moved: the platform does not have it, and it is not on its way. */
const MOVABLE: readonly RoomRow['state'][] = ['draft', 'refused']

interface Times {
  startMs: number
  endMs?: number
}

export function useWeekMoves(planned: Readonly<Ref<readonly RoomRow[]>>) {
  const { call } = useBackend()
  const client = useQueryClient()
  const { t } = useI18n()
  const toast = useToast()
  const format = useFormat()
  const { failure } = useProblem()
  const readOnly = useReadOnly()

  /** The draft that is held, and how far from its place. */
  const held = ref<{ id: string; days: number; quarters: number } | null>(null)
  const isMovable = (row: RoomRow) => !readOnly.value && !row.readOnly && MOVABLE.includes(row.state)

  function timesOf({ startMs, endMs }: RoomRow, start: number): Times {
    return endMs === null || startMs === null
      ? { startMs: start }
      : { startMs: start, endMs: endMs + start - startMs }
  }
  const rows = computed(() =>
    planned.value.map((row) => {
      if (held.value?.id !== row.id || row.startMs === null) return row
      return { ...row, ...timesOf(row, moved(row.startMs, held.value.days, held.value.quarters)) }
    }),
  )

  const move = useMutation({
    mutationFn: ({ id, to }: { id: string; to: Times; back: Times | null }) => call.roomsSave(id, to),
    async onSuccess(_saved, { id, to, back }) {
      if (back)
        toast.undoable(t('roomPlan.moved', { time: format.moment(to.startMs) }), t('app.undo'), () =>
          move.mutate({ id, to: back, back: null }),
        )
      await client.invalidateQueries({ queryKey: keys.rooms })
    },
    onError: (error) => toast.error(failure(error)),
    onSettled: () => (held.value = null),
  })
  function moveBy(row: RoomRow | undefined, days: number, quarters: number) {
    if (!row || row.startMs === null || !isMovable(row) || move.isPending.value) return
    held.value = { id: row.id, days, quarters }
    const to = timesOf(row, moved(row.startMs, days, quarters))
    move.mutate({ id: row.id, to, back: timesOf(row, row.startMs) })
  }

  return { held, rows, isMovable, moveBy }
}
