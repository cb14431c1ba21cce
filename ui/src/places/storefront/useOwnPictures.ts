/** The storefront's own pictures: covers of rooms and the entrance's icon; chosen, dropped, aimed, taken away. */
import { useMutation } from '@tanstack/vue-query'
import { computed, ref, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useBackend, type StorefrontCover, type StorefrontView } from '@/backend'
import type { SaveState } from '@/composables/autosave'
import { pointOf, type Point } from '@/composables/crop'
import { usePictureDrop } from '@/composables/usePictureDrop'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

/** What has a picture of its own is named by the room's id; the entrance's icon by this. */
export const ICON = 'icon'
export const roomOf = (of: string) => (of === ICON ? null : of)

/** The picture whose focus is being chosen. */
export interface Aim {
  of: string
  point(): Point
  state: Readonly<Ref<SaveState>>
  flush(): Promise<boolean>
}

export function useOwnPictures(
  put: (fresh: StorefrontView | null) => void,
  readOnly: Readonly<Ref<boolean>>,
) {
  const { call } = useBackend()
  const { t } = useI18n()
  const { failure } = useProblem()
  const toast = useToast()
  /** Whose picture is being worked on. */
  const open = ref<string | null>(null)
  const aim = shallowRef<Aim | null>(null)
  const flush = async () => (await aim.value?.flush()) ?? true

  const taking = useMutation({
    mutationFn: async ({ of, path }: { of: string; path?: string }) => {
      await flush()
      return path === undefined
        ? call.storefrontPickPicture(roomOf(of))
        : call.storefrontSetPicture(roomOf(of), path)
    },
    onSuccess: (fresh, { of }) => {
      put(fresh)
      if (fresh) open.value = of
    },
    onError: (_, { of }) => (open.value = of),
  })
  function take(of: string, path?: string) {
    if (!taking.isPending.value) taking.mutate({ of, path })
  }
  const removing = useMutation({
    mutationFn: (of: string) => call.storefrontRemovePicture(roomOf(of)),
    onSuccess: put,
    onError: (error) => toast.error(failure(error)),
  })

  const { over, held } = usePictureDrop(
    computed(() => !readOnly.value),
    {
      dropped(of, [path, ...others]) {
        if (path === undefined || taking.isPending.value) return
        open.value = of
        if (others.length > 0) {
          const name = path.split(/[\\/]/).at(-1) ?? path
          toast.error(t('picture.onlyOne', { name, count: others.length }))
        }
        take(of, path)
      },
      missed: () => toast.error(t('storefront.own.missed')),
    },
  )

  const isOf = (of: string) => taking.variables.value?.of === of
  return {
    open,
    aim,
    over,
    held,
    put,
    take,
    remove: (of: string) => removing.mutate(of),
    flush,
    toggle: (of: string) => (open.value = open.value === of ? null : of),
    busy: (of: string) => taking.isPending.value && isOf(of),
    fault: (of: string) => (taking.error.value && isOf(of) ? failure(taking.error.value) : undefined),
    /** Where it looks, under the hand that moves it too. */
    focusOf: (of: string, { focus }: StorefrontCover): Point =>
      aim.value?.of === of ? aim.value.point() : pointOf(focus),
  }
}

export type OwnPictures = ReturnType<typeof useOwnPictures>
