import { Module } from '@nestjs/common';
import { CaseFileController } from './case-file/case-file.controller.ts';

@Module({ controllers: [CaseFileController] })
export class AppModule {}
