/** What some browsers have and lib.dom does not. */
interface NavigatorUAData {
  readonly platform?: string;
  readonly mobile?: boolean;
  getHighEntropyValues?(hints: readonly string[]): Promise<{
    readonly model?: string;
    readonly platformVersion?: string;
  }>;
}

interface Navigator {
  readonly userAgentData?: NavigatorUAData;
  /** GiB, rounded. */
  readonly deviceMemory?: number;
  getBattery?(): Promise<{ readonly level: number; readonly charging: boolean }>;
}

interface Performance {
  /** The memory of all that the page holds, its workers too; only for isolated pages. */
  measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
}
