/** Mounts a place on the fake backend, as the app would. */
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h, type Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import AppShell from './app/AppShell.vue'
import { backendKey } from './backend'
import { fakeBackend, type FakeOptions } from './backend/fake'
import { followChanges, useShop } from './composables/queries'
import { createMessages, type Language } from './i18n'
import { untold } from './test-untold'
import ConflictsPlace from './places/conflicts/ConflictsPlace.vue'
import GoLivePlace from './places/golive/GoLivePlace.vue'
import GoodsPlace from './places/goods/GoodsPlace.vue'
import ImportPlace from './places/import/ImportPlace.vue'
import LivePlace from './places/live/LivePlace.vue'
import AnchorsPlace from './places/members/AnchorsPlace.vue'
import MembersPlace from './places/members/MembersPlace.vue'
import OnboardingPlace from './places/onboarding/OnboardingPlace.vue'
import PicturesPlace from './places/pictures/PicturesPlace.vue'
import ApplicationHome from './places/qualification/ApplicationHome.vue'
import QualificationHome from './places/qualification/QualificationHome.vue'
import QualificationPlace from './places/qualification/QualificationPlace.vue'
import RoomsPlace from './places/rooms/RoomsPlace.vue'
import ShowPlace from './places/show/ShowPlace.vue'
import StorefrontPlace from './places/storefront/StorefrontPlace.vue'
import SettingsPlace from './places/settings/SettingsPlace.vue'
import TeamPlace from './places/team/TeamPlace.vue'
import TodayPlace from './places/today/TodayPlace.vue'
import VaultHome from './places/vault/VaultHome.vue'

export async function openAt(
  path: string,
  options: FakeOptions = {},
  { language = 'zh-CN', frame = RouterView }: { language?: Language; frame?: Component } = {},
) {
  const backend = fakeBackend({ delayMs: 0, ...options })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  followChanges(backend, client)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/team', name: 'team', component: TeamPlace },
      { path: '/today', name: 'today', component: TodayPlace },
      { path: '/goods/:id?', name: 'goods', component: GoodsPlace, props: true },
      { path: '/pictures', name: 'pictures', component: PicturesPlace },
      { path: '/import', name: 'import', component: ImportPlace },
      { path: '/rooms/:id?', name: 'rooms', component: RoomsPlace, props: true },
      { path: '/rooms/:id/show', name: 'show', component: ShowPlace, props: true },
      { path: '/members', name: 'members', component: MembersPlace },
      { path: '/anchors', name: 'anchors', component: AnchorsPlace },
      { path: '/golive/:id?', name: 'golive', component: GoLivePlace, props: true },
      { path: '/golive/:id/live', name: 'live', component: LivePlace, props: true },
      { path: '/conflicts/:id?', name: 'conflicts', component: ConflictsPlace, props: true },
      { path: '/qualification/categories', name: 'categories', component: QualificationPlace },
      {
        path: '/qualification/:id(\\d+)?',
        name: 'qualification',
        component: QualificationHome,
        props: true,
      },
      { path: '/qualification/:id', name: 'application', component: ApplicationHome, props: true },
      { path: '/onboarding/:id?', name: 'onboarding', component: OnboardingPlace, props: true },
      { path: '/storefront', name: 'storefront', component: StorefrontPlace },
      { path: '/vault/:id?', name: 'vault', component: VaultHome, props: true },
      { path: '/settings', name: 'settings', component: SettingsPlace },
    ],
  })
  await router.push(path)
  const window = mount(
    defineComponent(() => () => h(frame)),
    {
      attachTo: document.body,
      global: {
        plugins: [
          router,
          createMessages(language, (key) => untold.add(key)),
          [VueQueryPlugin, { queryClient: client }],
        ],
        provide: { [backendKey as symbol]: backend },
      },
    },
  )
  const at = (testId: string) => window.find(`[data-testid="${testId}"]`)
  return { backend, client, router, window, at }
}

/** Lets what was set off come to rest. */
export async function settle(ms = 50) {
  await new Promise((done) => setTimeout(done, ms))
  await flushPromises()
}

/** The whole window at work, not only its place. */
export const shell = defineComponent(() => {
  const shop = useShop()
  return () => shop.value && h(AppShell, { shop: shop.value })
})
