import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { backendKey, type AppState } from '@/backend'
import { fakeBackend } from '@/backend/fake'
import type { AwayStart } from '@/backend/fake/away'
import { FAKE_CODE } from '@/backend/fake/recovery'
import { createMessages } from '@/i18n'
import { settle } from '@/test-support'
import WayIn from './WayIn.vue'

const CODE = FAKE_CODE.join('-')

async function open(away: AwayStart) {
  const backend = fakeBackend({ delayMs: 0, away })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'today', component: { template: '<p />' } }],
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const window = mount(WayIn, {
    attachTo: document.body,
    props: { app: { phase: 'first-start' }, error: null },
    global: {
      plugins: [router, createMessages('zh-CN'), [VueQueryPlugin, { queryClient: client }]],
      provide: { [backendKey as symbol]: backend },
    },
  })
  await settle()
  const at = (testId: string) => window.find(`[data-testid="${testId}"]`)
  const press = async (testId: string) => {
    await at(testId).trigger('click')
    await settle()
  }
  const submit = async () => {
    await at('away-arrive').trigger('submit')
    await settle()
  }
  await press('welcome-away')
  await press('away-find')
  return { at, press, submit, backend, client }
}

it('a folder without a copy is told', async () => {
  const { at } = await open({ none: true })
  expect(at('away-problem').text()).toContain('没有开播台的备份')
  expect(at('away-code').exists()).toBe(false)
})

it('the code shows whose shop it is, and the newest copy comes back', async () => {
  const { at, submit, backend, client } = await open({})
  expect(at('away-found').text()).toContain('1 家店')
  await at('away-code').setValue(CODE.replace('Z6DMS', 'Z6DMT'))
  await submit()
  expect(at('away-arrive').text()).toContain('恢复码抄写没有错')
  expect(at('away-shop').exists()).toBe(false)
  await at('away-code').setValue(CODE)
  expect(at('away-arrive').text()).not.toContain('恢复码抄写没有错')
  await submit()
  expect(at('away-shop').text()).toBe('晨光布艺')
  expect(at('away-version').text()).toContain('437.0 MB')
  const bring = vi.spyOn(backend.call, 'awayBring')
  await submit()
  expect(bring.mock.calls[0]?.[0]).toMatchObject({ version: 'b2', passphrase: null, withoutDamaged: false })
  expect(client.getQueryData<AppState>(['app'])?.phase).toBe('ready')
})

it('files that are lost are told first, and done without only when that is wanted', async () => {
  const { at, press, submit, client } = await open({ damaged: 3 })
  await at('away-code').setValue(CODE)
  await submit()
  await submit()
  expect(at('away-problem').text()).toContain('3 个图片或资料文件')
  expect(client.getQueryData(['app'])).toBeUndefined()
  await press('away-without')
  expect(client.getQueryData<AppState>(['app'])?.phase).toBe('ready')
})

it('without a keychain a passphrase is chosen', async () => {
  const { at, submit, backend } = await open({ needsPassphrase: true })
  await at('away-code').setValue(CODE)
  await submit()
  const bring = vi.spyOn(backend.call, 'awayBring')
  await submit()
  expect(bring).not.toHaveBeenCalled()
  await at('away-passphrase').setValue('九点开播九点开播')
  await at('away-again').setValue('九点开播九点开播')
  await submit()
  expect(bring.mock.calls[0]?.[0].passphrase).toBe('九点开播九点开播')
})
