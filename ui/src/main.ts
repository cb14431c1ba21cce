import { VueQueryPlugin, QueryClient } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './app/App.vue'
import { createAppRouter } from './app/router'
import 'tdesign-vue-next/es/style/index.css'
import './app/theme.css'
import { prepareDocument } from './app/theme'
import { backendKey, openBackend } from './backend'
import { followChanges } from './composables/queries'
import { flushOnLeave } from './composables/useAutosave'
import { announceReady } from './composables/useWindowReady'
import { createMessages } from './i18n'

// The backend is on this machine: it always answers, and says itself when something is stale.
const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, retry: false, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
})

prepareDocument()
flushOnLeave()
const backend = await openBackend()
followChanges(backend, client)
createApp(App)
  .use(createAppRouter())
  .use(createMessages())
  .use(VueQueryPlugin, { queryClient: client })
  .provide(backendKey, backend)
  .mount('#app')

// Opening may take long (a keychain that asks): the window then shows that it is opening.
setTimeout(() => announceReady(backend), 1500)
