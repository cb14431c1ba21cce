/** Where the storefront is published: what is typed of each target is kept, whichever counts. */
import { useMutation } from '@tanstack/vue-query'
import { watch } from 'vue'
import {
  useBackend,
  type BucketStyle,
  type StorefrontView,
  type TargetKind,
  type TargetPatch,
  type TargetView,
} from '@/backend'
import { useReadOnly } from '@/composables/queries'
import { useAutosave } from '@/composables/useAutosave'
import { useProblem } from '@/composables/useProblem'
import { useToast } from '@/composables/useToast'

/** What is typed; secrets are apart. */
interface Typed {
  endpoint: string
  region: string
  bucket: string
  prefix: string
  accessKey: string
  s3Public: string
  address: string
  serverPublic: string
}

const EMPTY: Typed = {
  endpoint: '',
  region: '',
  bucket: '',
  prefix: '',
  accessKey: '',
  s3Public: '',
  address: '',
  serverPublic: '',
}

const typedOf = ({ s3, server }: TargetView): Typed => ({
  endpoint: s3.endpoint,
  region: s3.region,
  bucket: s3.bucket,
  prefix: s3.prefix,
  accessKey: s3.accessKey,
  s3Public: s3.publicUrl,
  address: server.address,
  serverPublic: server.publicUrl,
})

export function useTarget(view: () => StorefrontView | undefined, put: (view: StorefrontView) => void) {
  const { call } = useBackend()
  const toast = useToast()
  const { failure } = useProblem()
  const readOnly = useReadOnly()
  const style = (): BucketStyle => view()?.target.s3.style ?? 'host'
  const s3Of = ({ endpoint, region, bucket, prefix, accessKey, s3Public }: Typed, style: BucketStyle) => ({
    endpoint,
    region,
    bucket,
    prefix,
    accessKey,
    publicUrl: s3Public,
    style,
  })
  const saver = useAutosave<Typed>('storefront-target', {
    initial: EMPTY,
    async save(typed) {
      const all = { ...saver.values, ...typed }
      const fresh = await call.storefrontSetTarget({
        s3: s3Of(all, style()),
        server: { address: all.address, publicUrl: all.serverPublic },
      })
      put(fresh)
      return fresh
    },
  })
  watch(view, (fresh) => fresh && saver.accept(typedOf(fresh.target), fresh.revision), { immediate: true })

  const set = useMutation({
    scope: { id: 'storefront-target' },
    mutationFn: async (patch: TargetPatch) => {
      // What was typed before is saved before.
      await saver.flush()
      return call.storefrontSetTarget(patch)
    },
    onSuccess: put,
    onError: (error) => toast.error(failure(error)),
  })

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
    text,
    readOnly,
    saved: { state: saver.state, problem: saver.problem },
    keeping: set.isPending,
    flush: () => saver.flush(),
    choose: (kind: TargetKind) => set.mutate({ kind }),
    setStyle: (chosen: BucketStyle) => set.mutate({ s3: s3Of({ ...saver.values }, chosen) }),
    keepSecret: (patch: Pick<TargetPatch, 's3Secret' | 'serverSecret'>, done: () => void) =>
      set.mutate(patch, { onSuccess: done }),
  }
}

export type Target = ReturnType<typeof useTarget>
