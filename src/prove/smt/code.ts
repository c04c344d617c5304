/** What the encoding takes from the device itself, as a value: its tables, and where its registers are. */

/** The routing of one device with some number of queues: the real one, with the device's own tables and rewrites. */
export interface RoutingTable {
  readonly decode: Uint16Array
  readonly cells: Int32Array
  readonly firstWord: number
  readonly stateLength: number
  directPage0(queue: number, slot: number): void
  vintf(slot: number, queue: number): void
  reset(): void
}

/** How the device names its routes. */
export interface RouteCodes {
  readonly DROP: number
  readonly STORE_CONFIG: number
  readonly STORE_VINTF_CONFIG: number
  readonly STORE_ALLOC: number
  readonly STORE_ENABLE: number
  readonly STORE_BASE: number
  readonly LOAD_VI_ERR_MAP: number
  readonly LOAD_CMDQ_ERR_MAP: number
  readonly LOAD_LVCMDQ_ERR_MAP: number
  readonly PAGE: number
}

/** Where the device keeps what: pages, words of the cache, fields that never change. */
export interface DeviceLayout {
  readonly OFFSET_BITS: number
  readonly DIRECT_PAGE0: number
  readonly DIRECT_PAGE1: number
  readonly VINTF_PAGE0: number
  readonly VINTF_PAGE1: number
  readonly PAGE_BYTES: number
  readonly SLOT_BYTES: number
  readonly MAP_WORDS: number
  readonly W_ZERO: number
  readonly W_CONFIG: number
  readonly W_PARAM: number
  readonly W_STATUS: number
  readonly W_VINTF_CONFIG: number
  readonly W_VINTF_STATUS: number
  readonly W_QUEUES: number
  readonly QUEUE_WORDS: number
  readonly Q_ALLOC: number
  readonly Q_CONS: number
  readonly Q_PROD: number
  readonly Q_ENABLE: number
  readonly Q_GERROR: number
  readonly Q_GERRORN: number
  readonly Q_BASE_L: number
  readonly Q_BASE_H: number
  readonly CONFIG_RESET: number
  readonly PARAM_FIXED: number
  readonly PARAM_QUEUES_SHIFT: number
}

export interface DeviceCode {
  readonly routing: (queues: number) => RoutingTable
  readonly routes: RouteCodes
  readonly layout: DeviceLayout
}
