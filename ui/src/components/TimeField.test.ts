import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createMessages } from '@/i18n'
import TimeField from './TimeField.vue'

/** 2026-11-22 20:00 in Beijing. */
const EIGHT = Date.UTC(2026, 10, 22, 12, 0)

async function open() {
  const field = mount(TimeField, {
    attachTo: document.body,
    props: { modelValue: EIGHT, label: '开播时间', testId: 'room-start' },
    global: { plugins: [createMessages()] },
  })
  await nextTick()
  await nextTick()
  return { field, input: field.find<HTMLInputElement>('input[data-testid="room-start"]') }
}

it('shows Beijing time and takes what is typed as such', async () => {
  const { field, input } = await open()
  expect(input.element.value).toBe('2026-11-22 20:00')
  await input.setValue('2026-12-01 19:30')
  await input.trigger('keydown', { key: 'Enter' })
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual([Date.UTC(2026, 11, 1, 11, 30)])
})

it('says that what cannot be read does not count', async () => {
  const { field, input } = await open()
  await input.setValue('今晚八点')
  await input.trigger('focusout')
  expect(field.emitted('update:modelValue')).toBeUndefined()
  expect(field.emitted('unread')?.at(-1)?.[0]).toContain('现在仍是 2026-11-22 20:00')
  await input.setValue('2026-12-01 19:30')
  await input.trigger('focusout')
  expect(field.emitted('unread')?.at(-1)).toEqual([undefined])
})
