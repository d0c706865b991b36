import { Controller, Get, Query } from '@nestjs/common';
import { Returns, SignedIn } from '@xiezhi/http';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { DivisionPage, DivisionQuery, listDivisions, listWaterBodies, WaterBodyPage, WaterBodyQuery } from './look-up.queries.ts';

@Controller()
export class LookUpController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('divisions')
  @SignedIn()
  @Returns(DivisionPage)
  divisions(@Query({ schema: DivisionQuery }) query: z.infer<typeof DivisionQuery>) {
    return listDivisions(this.dataSource, query);
  }

  @Get('water-bodies')
  @SignedIn()
  @Returns(WaterBodyPage)
  waterBodies(@Query({ schema: WaterBodyQuery }) query: z.infer<typeof WaterBodyQuery>) {
    return listWaterBodies(this.dataSource, query);
  }
}
