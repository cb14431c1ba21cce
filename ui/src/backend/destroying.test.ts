/**
 * Check E6: whatever destroys is asked about by name, can be undone, or loses nothing. The list is kept by hand and reviewed;
 * a new command that sounds like destroying is not on it and fails, and so does a guard or a test that is gone.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** Asked about in a dialog of `file`; or undone from a toast of `file`; shown by the test `by` of `test`. */
interface Guarded {
  guard: 'asked' | 'undone'
  file: string
  test: string
  by: string
}
/** Nothing of the merchant's is lost, and why. */
interface Kept {
  kept: string
}

const asked = (file: string, test: string, by: string): Guarded => ({ guard: 'asked', file, test, by })
const undone = (file: string, test: string, by: string): Guarded => ({ guard: 'undone', file, test, by })
const kept = (why: string): Kept => ({ kept: why })

const REVIEWED: Record<string, Guarded | Kept> = {
  shopsRemove: asked('settings/ShopRemove.vue', 'settings/shops', 'go only once their name was typed'),
  storefrontRollBack: asked(
    'storefront/HistoryDialog.vue',
    'storefront/storefront',
    'is published after its changes were read, and taken back',
  ),
  picturesDelete: asked(
    'pictures/PictureDelete.vue',
    'pictures/pictures',
    'takes away what nothing uses, after asking, and nothing else',
  ),
  papersErase: asked(
    'vault/PaperErase.vue',
    'vault/vault',
    'are removed with undo, and erased only after a question',
  ),
  rulesReset: asked(
    'settings/RulesSettings.vue',
    'settings/rules',
    'a pack of rules is looked at, taken in and put back',
  ),
  vaultDropPassphrase: asked(
    'settings/VaultPassphrase.vue',
    'vault/lock',
    'is set up in the settings, and closed by button',
  ),
  vaultReset: asked(
    'vault/VaultReset.vue',
    'vault/lock',
    'whose passphrase is forgotten is emptied by those who type that they mean it',
  ),
  backupsRestore: asked(
    '../components/BackupList.vue',
    'settings/backups',
    'a drill shows what is in it, and restoring asks first',
  ),
  recoveryMake: asked(
    'settings/RecoveryDialog.vue',
    'settings/recovery',
    'a new one is asked about first, and needs the passphrase that guards the data',
  ),
  outboxCancelBatch: asked(
    'outbox/OutboxBatch.vue',
    'outbox/outbox',
    'names what cancelling takes back, and leaves what the platform has',
  ),
  awayForget: asked(
    'settings/AwaySettings.vue',
    'settings/away',
    'a folder on the disk of the data is told, and the folder can be forgotten',
  ),
  goodsDelete: undone(
    '../composables/useDelete.ts',
    'tests/journeys/main_job.rs',
    'a_deleted_good_comes_back',
  ),
  roomsDelete: undone('../composables/useDelete.ts', 'rooms/rooms', 'deletes a draft and brings it back'),
  membersRemove: undone(
    '../composables/useDelete.ts',
    'members/members',
    'are removed, and brought back while there is time',
  ),
  anchorsDelete: undone(
    '../composables/useDelete.ts',
    'members/anchors',
    'gives the role, and takes off and brings back',
  ),
  roomsUnshelve: undone(
    'rooms/useShelf.ts',
    'rooms/rooms',
    'several at once go to the top, off sale and away, and come back',
  ),
  showRemove: undone(
    'show/useShow.ts',
    'show/show',
    'is filled from the shelf, gets a draw between, is ordered and thinned out by keys',
  ),
  papersRemove: undone(
    'vault/PaperEditor.vue',
    'vault/vault',
    'are removed with undo, and erased only after a question',
  ),
  applyingRemove: undone(
    'qualification/ApplicationPlace.vue',
    'qualification/applying',
    'go from step to step by keys, and are put away and brought back',
  ),
  applyingWithdraw: kept('the application stays as it was and can be handed in again'),
  goodsWithdraw: kept('the good stays as it was and can be submitted again'),
  goliveRemoveCode: kept('the toast of useStartCode.ts puts the code back'),
  importClose: kept('nothing was brought in, and the table still stands where it was taken from'),
  importUndo: kept('is itself an undo, and leaves alone what was changed or submitted since'),
  outboxCancel: kept('what was to be sent stays as a draft'),
  replaysDiscard: kept('the platform still has the recording'),
  roomRemoveAssistant: kept('is added again in the same dialog'),
  storefrontRemovePicture: kept(
    'the room is shown with its own cover again; the picture stays in the library',
  ),
  goliveClosePresenter: kept('closes a window'),
  goodsStopPictures: kept('what was taken in stays'),
  papersStop: kept('what was taken in stays'),
  picturesStop: kept('what was taken in stays'),
  replaysStop: kept('goes on from where it stopped'),
  teamClose: kept('the file stays where it is and can be opened again'),
  storefrontStop: kept('what was published before stays'),
  dataMoveStop: kept('the data stay where they are'),
}

const SOUNDS =
  /delete|remove|erase|discard|reset|drop|withdraw|cancel|stop|undo|rollBack|unshelve|close|forget/i
/** What brings something back, or says no to being reminded. */
const HARMLESS = /^(\w+Restore|recoveryRemindNoMore)$/
/** Sound harmless and are not. */
const ALSO = ['backupsRestore', 'recoveryMake']

/** The commands of the shell. */
const commands = [...read('ui/src/backend/bindings.ts').matchAll(/^\t(\w+): \(.*__TAURI_INVOKE\(/gm)].map(
  (found) => found[1] ?? '',
)

const under = (file: string) => join('ui/src/places', file)

describe('what destroys', () => {
  it('is on the list, and nothing else is', () => {
    expect(commands.length).toBeGreaterThan(200)
    const destroying = commands.filter(
      (name) => ALSO.includes(name) || (SOUNDS.test(name) && !HARMLESS.test(name)),
    )
    expect(Object.keys(REVIEWED).sort()).toEqual(destroying.sort())
  })

  const guarded = Object.entries(REVIEWED).filter((entry): entry is [string, Guarded] => 'guard' in entry[1])
  it.each(guarded)('%s has its guard, and a test of it', (_, { guard, file, test, by }) => {
    expect(read(under(file))).toContain(guard === 'asked' ? '<ModalDialog' : 'toast.undoable(')
    expect(read(test.endsWith('.rs') ? test : under(`${test}.test.ts`))).toContain(by)
  })

  it('is called from one place each, so that no other way leads round its guard', () => {
    const sources = readdirSync(join(ROOT, 'ui/src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(vue|ts)$/.test(file) && !/\.test\.ts$|^backend/.test(file))
      .map((file) => ({ file, text: read(join('ui/src', file)) }))
    const callers = (name: string) =>
      sources.filter(({ text }) => new RegExp(`\\bcall\\.${name}\\b`).test(text)).map(({ file }) => file)
    const many = guarded
      .map(([name]) => [name, callers(name)] as const)
      .filter(([, files]) => files.length !== 1)
    expect(Object.fromEntries(many)).toEqual(MANY)
  })
})

/** Those that are called from several places, each of which asks or undoes by itself. */
const MANY = {
  goodsDelete: ['composables/useDelete.ts', 'places/goods/GoodsBatch.vue'],
  roomsDelete: ['composables/useDelete.ts', 'places/rooms/RoomMore.vue', 'places/rooms/RoomTemplates.vue'],
}
