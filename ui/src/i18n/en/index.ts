/** The interface in English. */
import type { Messages } from '../zh-CN'
import { app, nav, save, sync, time } from './app'
import { golive } from './golive'
import { goods } from './goods'
import { picture } from './picture'
import { errcode, problem, rule } from './problems'
import { rooms } from './rooms'
import { settings } from './settings'
import { outbox, today } from './today'
import { welcome } from './welcome'

const en: Messages = {
  app,
  nav,
  sync,
  save,
  welcome,
  today,
  outbox,
  goods,
  picture,
  rooms,
  golive,
  settings,
  time,
  problem,
  rule,
  errcode,
}

export default en
