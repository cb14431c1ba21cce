/** Light, dark, or as the system; and no motion where nobody wants it. */
export type Appearance = 'light' | 'dark' | 'system'

const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
let chosen: Appearance = 'system'

function paint() {
  const dark = chosen === 'dark' || (chosen === 'system' && systemDark.matches)
  document.documentElement.setAttribute('theme-mode', dark ? 'dark' : 'light')
}

systemDark.addEventListener('change', paint)

export function asAppearance(text: string): Appearance {
  return text === 'light' || text === 'dark' ? text : 'system'
}

export function applyAppearance(appearance: Appearance): void {
  chosen = appearance
  paint()
}

/** Whether TDesign's ripples and the like are to be left out. */
export const still = navigator.webdriver || window.matchMedia('(prefers-reduced-motion: reduce)').matches

export function prepareDocument(): void {
  paint()
  document.documentElement.classList.toggle('still', navigator.webdriver)
}
