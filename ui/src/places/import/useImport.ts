/** The import at hand: what the program behind says of it, and everything that can be done with it. */
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import {
  useBackend,
  type DuplicateChoice,
  type ImportColumns,
  type ImportField,
  type ImportFilter,
  type ImportPage,
  type ImportRow,
  type ImportView,
} from '@/backend'
import { keys } from '@/composables/queries'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

export function useImportView() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.importView, queryFn: () => call.importView() })
}

export function usePastImports() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.imports, queryFn: () => call.importsList() })
}

export function useImportRows(filter: Readonly<Ref<ImportFilter>>) {
  const { call } = useBackend()
  return useInfiniteQuery({
    queryKey: computed(() => [...keys.importRows, filter.value]),
    queryFn: ({ pageParam }) => call.importRows(filter.value, pageParam),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    // Rows change by what is done here, and nowhere else.
    gcTime: 0,
  })
}

/** Something that changes the import as a whole: its view is the answer, its rows are fetched again. */
export function useImportChange() {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  const change = useMutation({
    mutationFn: (work: (calls: typeof call) => Promise<ImportView | null>) => work(call),
    onSuccess: (view) => {
      if (!view) return
      client.setQueryData(keys.importView, view)
      // The rows stay in sight until they have been fetched again.
      void client.invalidateQueries({ queryKey: keys.importRows })
    },
    onError: (error) => toast.error(failure(error)),
  })
  return {
    busy: change.isPending,
    setColumns: (columns: ImportColumns) => change.mutate((calls) => calls.importSetColumns(columns)),
    choose: (row: number | null, choice: DuplicateChoice) =>
      change.mutate((calls) => calls.importChoose(row, choice)),
    skipFaulty: (skip: boolean) => change.mutate((calls) => calls.importSkipFaulty(skip)),
    pickFolder: () => change.mutate((calls) => calls.importPickFolder()),
    setFolder: (path: string) => change.mutate((calls) => calls.importSetFolder(path)),
    byOrder: (on: boolean) => change.mutate((calls) => calls.importByOrder(on)),
  }
}

/** Mends a cell: its row is replaced where it stands, so that it does not vanish under the cursor. */
export function useImportEdit() {
  const { call } = useBackend()
  const client = useQueryClient()
  const toast = useToast()
  const { failure } = useProblem()
  return useMutation({
    mutationFn: ({ row, field, text }: { row: number; field: ImportField; text: string }) =>
      call.importEdit(row, field, text),
    // One after the other, in the order in which they were typed.
    scope: { id: 'import-edit' },
    onSuccess: (mended) => {
      const put = (row: ImportRow) => (row.at === mended.at ? mended : row)
      client.setQueriesData<InfiniteData<ImportPage>>(
        { queryKey: keys.importRows },
        (data) =>
          data && { ...data, pages: data.pages.map((page) => ({ ...page, rows: page.rows.map(put) })) },
      )
      void client.invalidateQueries({ queryKey: keys.importView })
    },
    onError: (error) => toast.error(failure(error)),
  })
}
