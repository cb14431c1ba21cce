import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import CardList from './CardList.vue'

interface Item {
  id: string
  name: string
  why: string
}

const open = (items: Item[]) =>
  mount(CardList<Item>, {
    props: {
      title: '需要处理',
      items,
      calm: '没有需要处理的事',
      line: ({ name }) => name,
      note: ({ why }) => why,
      testId: 'item',
    },
    slots: { do: ({ item }: { item: Item }) => `去处理 ${item.name}` },
  })

it('shows a row for each item, the smaller line only where there is one', () => {
  const card = open([
    { id: '1', name: '连衣裙', why: '被驳回' },
    { id: '2', name: '丝巾', why: '' },
  ])
  const rows = card.findAll('[data-testid="item"]')
  expect(rows.map((row) => row.text())).toEqual(['连衣裙被驳回去处理 连衣裙', '丝巾去处理 丝巾'])
  expect(card.findAll('small')).toHaveLength(1)
  expect(card.text()).not.toContain('没有需要处理的事')
})

it('says that all is well where there are none', () => {
  expect(open([]).text()).toContain('没有需要处理的事')
})
