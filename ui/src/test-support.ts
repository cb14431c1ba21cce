/** Mounts a place on the fake backend, as the app would. */
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { backendKey } from './backend'
import { fakeBackend, type FakeOptions } from './backend/fake'
import { followChanges } from './composables/queries'
import { createMessages, type Language } from './i18n'
import GoLivePlace from './places/golive/GoLivePlace.vue'
import GoodsPlace from './places/goods/GoodsPlace.vue'
import RoomsPlace from './places/rooms/RoomsPlace.vue'
import TodayPlace from './places/today/TodayPlace.vue'

export async function openAt(path: string, options: FakeOptions = {}, language: Language = 'zh-CN') {
  const backend = fakeBackend({ delayMs: 0, ...options })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  followChanges(backend, client)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/today', name: 'today', component: TodayPlace },
      { path: '/goods/:id?', name: 'goods', component: GoodsPlace, props: true },
      { path: '/rooms/:id?', name: 'rooms', component: RoomsPlace, props: true },
      { path: '/golive/:id?', name: 'golive', component: GoLivePlace, props: true },
    ],
  })
  await router.push(path)
  const window = mount(
    defineComponent(() => () => h(RouterView)),
    {
      attachTo: document.body,
      global: {
        plugins: [router, createMessages(language), [VueQueryPlugin, { queryClient: client }]],
        provide: { [backendKey as symbol]: backend },
      },
    },
  )
  const at = (testId: string) => window.find(`[data-testid="${testId}"]`)
  return { backend, client, router, window, at }
}
