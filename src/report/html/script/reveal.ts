/** Follows a link into something that is folded. Runs in the browser: it refers to nothing outside of itself. */
import type { Item, Page } from './dom.js'

function reveal(page: Page): void {
  const follow = (): void => {
    const target = page.getElementById(decodeURIComponent(page.defaultView.location.hash.slice(1)))
    if (!target) return
    for (let around: Item | null = target; around; around = around.parentElement) if (around.open === false) around.open = true
    target.scrollIntoView()
    target.focus()
  }
  page.defaultView.addEventListener('hashchange', follow)
  follow()
}

/** The script, as text. */
export const REVEAL = `${String(reveal)}\n${reveal.name}(document)`
