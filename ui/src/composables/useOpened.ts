/** Follows a clicked notice to what it is about. */
import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { useBackend, type Target } from '@/backend'
import { useOutboxDrawer } from './useOutboxDrawer'

export function useOpened(): void {
  const backend = useBackend()
  const router = useRouter()
  const drawer = useOutboxDrawer()

  function follow({ topic, id }: Target) {
    switch (topic) {
      case 'goods':
      case 'rooms':
      case 'vault':
        return router.push({ name: topic, params: { id } })
      case 'categories':
        return router.push({ name: 'qualification', params: { id } })
      case 'live':
        return router.push({ name: 'live', params: { id } })
      case 'members':
        return router.push({ name: 'members' })
      case 'outbox':
        return drawer.open('all')
      case 'sync':
        return router.push({ name: 'conflicts', params: { id } })
      case 'settings':
        return router.push({ name: 'settings' })
      case 'backups':
        return router.push({ name: 'settings', query: { at: 'backups' } })
      case 'applications':
        return router.push(id ? { name: 'application', params: { id } } : { name: 'qualification' })
      case 'onboarding':
        return router.push({ name: 'onboarding', params: { id } })
      case 'products':
      case 'app':
        return router.push({ name: 'today' })
    }
  }

  const listening = backend.onOpened((target) => void follow(target))
  onScopeDispose(() => void listening.then((stop) => stop()))
}
