// Loaded before a service: its machine's clock is off by FAULT_CLOCK_MS. Only Date is; timers run on the steady clock, as they do.
const offMs = Number(process.env['FAULT_CLOCK_MS']);
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...given: [] | [value: number | string | Date] | [year: number, month: number, ...rest: number[]]) {
    if (given.length === 0) super(RealDate.now() + offMs);
    else super(...(given as [number]));
  }

  static override now(): number {
    return RealDate.now() + offMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
