/** FLOPs counted so far: 1 MAC is 2; elementwise work stands apart. */
export interface Tally {
  macs2: number;
  elementwise: number;
}
