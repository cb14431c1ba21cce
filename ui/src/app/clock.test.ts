import { expect, it } from 'vitest'
import { openAt, settle, shell } from '@/test-support'

const HOUR_MS = 3_600_000

it.each([
  [0, null],
  [3 * HOUR_MS, '电脑时间比平台慢 3 小时。开播时间按平台的时间检查，请校准电脑时间。'],
  [-3 * HOUR_MS, '电脑时间比平台快 3 小时。开播时间按平台的时间检查，请校准电脑时间。'],
])('a clock that differs by %i ms is told of', async (clockAheadMs, said) => {
  const { at, backend } = await openAt('/today', {}, { frame: shell })
  await settle(100)
  backend.world.sync = { ...backend.world.sync, clockAheadMs }
  backend.changed('sync')
  await settle(150)
  expect(at('clock-banner').exists() ? at('clock-banner').text() : null).toBe(said)
})
