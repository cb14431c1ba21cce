/** The places of the app. Addresses are hashes: the page itself is served from the program. */
import { createRouter, createWebHashHistory } from 'vue-router'
import { flushAll } from '@/composables/useAutosave'

export function createAppRouter() {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: '/today' },
      { path: '/today', name: 'today', component: () => import('@/places/today/TodayPlace.vue') },
      {
        path: '/goods/:id?',
        name: 'goods',
        component: () => import('@/places/goods/GoodsPlace.vue'),
        props: true,
      },
      { path: '/pictures', name: 'pictures', component: () => import('@/places/pictures/PicturesPlace.vue') },
      {
        path: '/import',
        name: 'import',
        component: () => import('@/places/import/ImportPlace.vue'),
        meta: { within: 'goods' },
      },
      {
        path: '/rooms/:id?',
        name: 'rooms',
        component: () => import('@/places/rooms/RoomsPlace.vue'),
        props: true,
      },
      {
        path: '/rooms/:id/show',
        name: 'show',
        component: () => import('@/places/show/ShowPlace.vue'),
        props: true,
        meta: { within: 'rooms' },
      },
      {
        path: '/members',
        name: 'members',
        component: () => import('@/places/members/MembersPlace.vue'),
        meta: { within: 'rooms' },
      },
      {
        path: '/anchors',
        name: 'anchors',
        component: () => import('@/places/members/AnchorsPlace.vue'),
        meta: { within: 'rooms' },
      },
      {
        path: '/golive/:id?',
        name: 'golive',
        component: () => import('@/places/golive/GoLivePlace.vue'),
        props: true,
      },
      {
        path: '/golive/:id/live',
        name: 'live',
        component: () => import('@/places/live/LivePlace.vue'),
        props: true,
        meta: { within: 'golive' },
      },
      {
        path: '/presenter/:id',
        name: 'presenter',
        component: () => import('@/places/golive/PresenterPlace.vue'),
        props: true,
      },
      {
        path: '/conflicts/:id?',
        name: 'conflicts',
        component: () => import('@/places/conflicts/ConflictsPlace.vue'),
        props: true,
      },
      {
        path: '/qualification/categories',
        name: 'categories',
        component: () => import('@/places/qualification/QualificationPlace.vue'),
        meta: { within: 'qualification' },
      },
      {
        path: '/qualification/:id(\\d+)?',
        name: 'qualification',
        component: () => import('@/places/qualification/QualificationHome.vue'),
        props: true,
      },
      {
        path: '/qualification/:id',
        name: 'application',
        component: () => import('@/places/qualification/ApplicationHome.vue'),
        props: true,
        meta: { within: 'qualification' },
      },
      {
        path: '/onboarding/:id?',
        name: 'onboarding',
        component: () => import('@/places/onboarding/OnboardingPlace.vue'),
        props: true,
      },
      {
        path: '/storefront',
        name: 'storefront',
        component: () => import('@/places/storefront/StorefrontPlace.vue'),
      },
      {
        path: '/vault/:id?',
        name: 'vault',
        component: () => import('@/places/vault/VaultHome.vue'),
        props: true,
      },
      { path: '/settings', name: 'settings', component: () => import('@/places/settings/SettingsPlace.vue') },
      {
        path: '/team',
        name: 'team',
        component: () => import('@/places/team/TeamPlace.vue'),
        meta: { within: 'settings' },
      },
      { path: '/:unknown(.*)*', redirect: '/today' },
    ],
  })
  router.beforeEach(() => void flushAll())
  return router
}
