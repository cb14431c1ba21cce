import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { backendKey, type AppState, type RecoveryView } from '@/backend'
import { fakeBackend } from '@/backend/fake'
import { FAKE_CODE } from '@/backend/fake/recovery'
import { createMessages } from '@/i18n'
import { settle } from '@/test-support'
import WayIn from './WayIn.vue'

const GONE: AppState = {
  phase: 'cannot-open',
  problem: { code: 'key.gone', params: {}, field: null, retry: { kind: 'after-change' } },
}

async function open(app: AppState, recovery: Partial<RecoveryView>) {
  const backend = fakeBackend({ delayMs: 0, recovery })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'today', component: { template: '<p />' } }],
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const window = mount(WayIn, {
    attachTo: document.body,
    props: { app, error: null },
    global: {
      plugins: [router, createMessages('zh-CN'), [VueQueryPlugin, { queryClient: client }]],
      provide: { [backendKey as symbol]: backend },
    },
  })
  await settle()
  const at = (testId: string) => window.find(`[data-testid="${testId}"]`)
  return { at, backend, client }
}

it('where the key is gone, a mistyped code names its group and the right one opens', async () => {
  const { at, client } = await open(GONE, { madeMs: 1 })
  await at('recover-show').trigger('click')
  expect(at('recover-passphrase').exists()).toBe(false)
  await at('recover-code').setValue(FAKE_CODE.join('-').replace('V29GQ', 'V29GX'))
  await at('recover-form').trigger('submit')
  await settle()
  expect(at('recover-form').text()).toContain('第 3 组看起来抄错了')
  await at('recover-code').setValue(FAKE_CODE.join('-'))
  expect(at('recover-form').text()).not.toContain('抄错了')
  await at('recover-form').trigger('submit')
  await settle()
  expect(client.getQueryData<AppState>(['app'])?.phase).toBe('ready')
})

it('where no keychain keeps the key, a new passphrase is chosen twice', async () => {
  const { at, backend } = await open(
    { phase: 'needs-passphrase', create: false },
    { madeMs: 1, needsPassphrase: true },
  )
  const call = vi.spyOn(backend.call, 'recoveryOpen')
  await at('recover-show').trigger('click')
  await at('recover-code').setValue(FAKE_CODE.join(' '))
  await at('recover-passphrase').setValue('九点开播九点开播')
  await at('recover-again').setValue('九点开播')
  await at('recover-form').trigger('submit')
  expect(call).not.toHaveBeenCalled()
  await at('recover-again').setValue('九点开播九点开播')
  await at('recover-form').trigger('submit')
  await settle()
  expect(call).toHaveBeenCalledWith(FAKE_CODE.join(' '), '九点开播九点开播')
})

it('where no code was made, that is said, and a passphrase is asked for as ever', async () => {
  const gone = await open(GONE, {})
  expect(gone.at('recover-none').text()).toContain('没有生成过恢复码')
  const asked = await open({ phase: 'needs-passphrase', create: false }, {})
  expect(asked.at('recover-show').exists()).toBe(false)
  expect(asked.at('recover-none').exists()).toBe(false)
})
