import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { metrics, type ObservableCallback } from '@opentelemetry/api';
import { publishers, sourceOf } from '@xiezhi/contracts';
import { TrailReader } from './trail.reader.ts';

/**
 * Breaks per source, counted where they are recorded: a counter in the process would forget them at a restart and count a chunk
 * twice that is rolled back and taken again.
 */
@Injectable()
export class BreakGauge implements OnModuleInit, OnModuleDestroy {
  private readonly gauge = metrics
    .getMeter('@xiezhi/audit')
    .createObservableGauge('xiezhi.audit.chain_breaks', { description: 'Announcements that did not follow their predecessor' });

  constructor(@Inject(TrailReader) private readonly trail: TrailReader) {}

  onModuleInit(): void {
    this.gauge.addCallback(this.observe);
  }

  onModuleDestroy(): void {
    this.gauge.removeCallback(this.observe);
  }

  private readonly observe: ObservableCallback = async (result) => {
    const breaks = await this.trail.breaksBySource();
    for (const source of publishers.map(sourceOf)) result.observe(breaks.get(source) ?? 0, { source });
  };
}
