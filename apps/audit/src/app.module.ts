import { Module } from '@nestjs/common';
import { ReadGates } from '@xiezhi/service';
import { BreakGauge } from './trail/break-gauge.ts';
import { TrailController } from './trail/trail.controller.ts';
import { readGate, trailConsumer } from './trail/trail.projection.ts';
import { TrailReader } from './trail/trail.reader.ts';

@Module({
  controllers: [TrailController],
  providers: [
    TrailReader,
    BreakGauge,
    { provide: readGate, inject: [ReadGates], useFactory: (gates: ReadGates) => gates.of(trailConsumer) },
  ],
})
export class AppModule {}
