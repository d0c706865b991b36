import { Module } from '@nestjs/common';

/** The only wiring. Commands, Database, ReadGates, SETTINGS and LOG are given by libs/service. */
@Module({ controllers: [], providers: [] })
export class AppModule {}
