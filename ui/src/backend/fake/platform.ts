/** What the platform says of the stand-in's categories: 黄金 lapsed and was changed, 礼品 is retired. */
import type { LeafGroup, Listing, PlatformView } from '../bindings'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-22T10:00:00+08:00')

const GROUP: LeafGroup = {
  leaves: ['黄金项链', '黄金戒指'],
  retired: false,
  tips: ['1、营业执照', '2、检测报告'],
  mandatory: true,
  brand: ['商标注册证'],
  products: [{ name: '检测报告', tips: '一年内', mandatory: true }],
  licences: [
    {
      text: '营业执照',
      necessary: true,
      licences: [
        {
          name: '营业执照',
          fields: [
            { name: '企业名称', necessary: true, value: '杭州小开贸易有限公司', check: 'fits' },
            { name: '统一社会信用代码', necessary: true, value: '1', check: 'does-not-fit' },
            { name: '许可证编号', necessary: false, value: '', check: 'unreadable' },
          ],
        },
      ],
    },
  ],
  gated: true,
  brandLimited: false,
  deposit: 2_000_000,
}

export function fakePlatform() {
  let settled = false
  let complete = false
  const views: Record<string, () => PlatformView> = {
    '10000332': () => ({
      readMs: NOW,
      complete,
      groups: [GROUP],
      changes: [
        {
          leaf: '黄金项链',
          atMs: NOW - HOUR,
          facts: [
            { kind: 'tips', before: '2、检测报告', after: '2、<b>检测</b>报告' },
            { kind: 'gated', before: '', after: '✓' },
          ],
        },
      ],
      rights: [
        {
          id: '900001',
          leaf: '黄金项链',
          inForce: false,
          reason: '类目调整',
          sinceMs: NOW - 100 * HOUR,
          untilMs: NOW - HOUR,
          settled,
          goods: ['足金项链'],
        },
      ],
    }),
    '10000027': () => ({
      readMs: NOW,
      complete: true,
      groups: [
        { ...GROUP, leaves: ['礼品'], retired: true, tips: [], brand: [], products: [], licences: [] },
      ],
      changes: [],
      rights: [],
    }),
  }
  const listings: Record<string, Listing> = { '10000332': 'listed', '10000027': 'retired' }
  return {
    listing: (id: string): Listing => listings[id] ?? 'not-listed',
    view: (id: string): PlatformView | null => views[id]?.() ?? null,
    async categoryRead() {
      complete = true
      return null
    },
    async categorySettle() {
      settled = true
      return null
    },
  }
}
