/**
 * What the scripts of the report use of a browser's document, and no more. The compiler checks them against this, and no
 * other code of the project comes to see a browser.
 */

/** A key or a click. */
export interface Press {
  readonly key: string
  readonly offsetX: number
  readonly offsetY: number
  preventDefault(): void
}

export interface Brush {
  fillStyle: string
  strokeStyle: string
  lineWidth: number
  font: string
  fillRect(x: number, y: number, width: number, height: number): void
  strokeRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  stroke(): void
}

export interface Item {
  id: string
  textContent: string | null
  className: string
  hidden: boolean
  open?: boolean
  width?: number
  height?: number
  scrollTop: number
  readonly offsetTop: number
  readonly offsetHeight: number
  readonly clientHeight: number
  readonly parentElement: Item | null
  readonly dataset: Readonly<Record<string, string | undefined>>
  append(...items: readonly (Item | string)[]): void
  replaceChildren(...items: readonly (Item | string)[]): void
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  addEventListener(type: string, listener: (event: Press) => void, capture?: boolean): void
  querySelectorAll(selector: string): Iterable<Item>
  focus(): void
  scrollIntoView(): void
  getContext?(kind: '2d'): Brush
}

/** A browser's window, as far as it is asked. */
export interface View {
  readonly location: { readonly hash: string }
  addEventListener(type: string, listener: () => void): void
  matchMedia(query: string): { readonly matches: boolean; addEventListener(type: string, listener: () => void): void }
  getComputedStyle(item: Item): { getPropertyValue(name: string): string }
}

/** A browser's document. */
export interface Page {
  readonly documentElement: Item
  readonly defaultView: View
  createElement(name: string): Item
  getElementById(id: string): Item | null
  querySelectorAll(selector: string): Iterable<Item>
  addEventListener(type: string, listener: (event: { readonly target: Item }) => void, capture?: boolean): void
}
