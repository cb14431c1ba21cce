import { describe, expect, it } from 'vitest'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { backendKey } from '@/backend'
import { fakeBackend } from '@/backend/fake'
import { useSettings } from '@/composables/queries'
import { createMessages } from '@/i18n'
import { settle } from '@/test-support'
import { useTextSizeKeys, wantedSize } from './textSize'

const key = (name: string, held: KeyboardEventInit = { ctrlKey: true }) =>
  new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...held })

describe('a key', () => {
  it.each([
    ['+', 'standard', 'large'],
    ['=', 'large', 'largest'],
    ['=', 'largest', 'largest'],
    ['-', 'largest', 'large'],
    ['_', 'standard', 'standard'],
    ['0', 'largest', 'standard'],
    ['1', 'large', null],
  ] as const)('Ctrl %s at %s asks for %s', (name, now, wanted) => {
    expect(wantedSize(key(name), now)).toBe(wanted)
    expect(wantedSize(key(name, { metaKey: true }), now)).toBe(wanted)
  })

  it.each([{}, { shiftKey: true }, { ctrlKey: true, altKey: true }, { ctrlKey: true, isComposing: true }])(
    'that is typed otherwise (%o) asks for nothing',
    (held) => expect(wantedSize(key('+', held), 'standard')).toBeNull(),
  )
})

describe('the window', () => {
  it('changes the setting, and says nothing anew at the end of the row', async () => {
    const backend = fakeBackend({ delayMs: 0 })
    const client = new QueryClient()
    const Window = defineComponent(() => {
      useTextSizeKeys()
      const settings = useSettings()
      return () => h('i', settings.data.value?.textSize)
    })
    const window = mount(Window, {
      global: {
        plugins: [createMessages(), [VueQueryPlugin, { queryClient: client }]],
        provide: { [backendKey as symbol]: backend },
      },
    })
    await settle()
    for (const size of ['large', 'largest', 'largest']) {
      const pressed = key('=')
      globalThis.dispatchEvent(pressed)
      await settle()
      expect([window.text(), pressed.defaultPrevented]).toEqual([size, true])
    }
    window.unmount()
    globalThis.dispatchEvent(key('0'))
    await settle()
    expect((await backend.call.settingsGet()).textSize).toBe('largest')
  })
})
