import { Module } from '@nestjs/common';
import { ThreadController } from './thread/thread.controller.ts';

@Module({ controllers: [ThreadController] })
export class AppModule {}
