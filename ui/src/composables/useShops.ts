/** The shops of this computer, and the ways from one to another. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { useRouter, type Router } from 'vue-router'
import { useBackend, type AppState, type ShopNew } from '@/backend'
import { keys } from './queries'
import { flushAll } from './useAutosave'
import { useProblem } from './useProblem'
import { useToast } from './useToast'

export function useShops() {
  const { call } = useBackend()
  return useQuery({ queryKey: keys.shops, queryFn: () => call.shopsList() })
}

/** Forgets what another shop said, and stays in the place without the thing that was open there. */
async function enter(client: QueryClient, router: Router, state: AppState) {
  const { name, meta, params } = router.currentRoute.value
  if (Object.keys(params).length > 0 || meta.within) {
    await router.replace({ name: typeof meta.within === 'string' ? meta.within : (name ?? 'today') })
  }
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.app[0], type: 'inactive' })
  client.setQueryData(keys.app, state)
  await client.invalidateQueries()
}

/** Everything typed is saved first; what cannot be saved keeps the shop open. */
export function useShopSwitch() {
  const { call } = useBackend()
  const { t } = useI18n()
  const [client, router, toast, words] = [useQueryClient(), useRouter(), useToast(), useProblem()]
  return useMutation({
    mutationFn: async (place: string) => ((await flushAll()) ? call.shopsSwitch(place) : null),
    onSuccess: (state) => (state ? enter(client, router, state) : toast.error(t('shops.unsaved'))),
    onError: (error) => {
      toast.error(words.failure(error))
      void client.invalidateQueries()
    },
  })
}

export function useShopAdd() {
  const { call } = useBackend()
  const [client, router] = [useQueryClient(), useRouter()]
  return useMutation({
    mutationFn: async ({ shop, passphrase }: { shop: ShopNew; passphrase: string | null }) => {
      await flushAll()
      return call.shopsAdd(shop, passphrase)
    },
    onSuccess: async (state, { shop }) => {
      await enter(client, router, state)
      // A real shop is connected next.
      if (!shop.practice) await router.push({ name: 'settings' })
    },
    onError: () => client.invalidateQueries(),
  })
}

export function useShopRemove() {
  const { call } = useBackend()
  const { t } = useI18n()
  const [client, router, toast] = [useQueryClient(), useRouter(), useToast()]
  return useMutation({
    mutationFn: ({ place, name }: { place: string; name: string }) => call.shopsRemove(place, name),
    onSuccess: async (state, { name }) => {
      await enter(client, router, state)
      toast.success(t('shops.removed', { name }))
    },
    onError: () => client.invalidateQueries(),
  })
}
