import { type DynamicModule, type FactoryProvider, Global, Module, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Commands } from './commands.ts';
import { LOG, type ServiceContext, SETTINGS } from './context.ts';
import { Database } from './database.ts';
import { OperationsController } from './operations.controller.ts';
import { Operations } from './operations.ts';
import { ReadGates } from './read-gates.ts';

/** Everything a service is given, to be injected anywhere: Commands, Database, DataSource, ReadGates, SETTINGS, LOG. */
@Global()
@Module({})
export class ServiceModule {
  static of(context: ServiceContext, commands: Commands, operations: Operations): DynamicModule {
    const providers: FactoryProvider[] = [
      given(SETTINGS, context.settings),
      given(LOG, context.log),
      given(Database, context.database),
      given(DataSource, context.database.dataSource),
      given(ReadGates, context.readGates),
      given(Commands, commands),
      given(Operations, operations),
    ];
    return { module: ServiceModule, providers, exports: providers.map(({ provide }) => provide), controllers: [OperationsController] };
  }
}

/** A factory, because Nest walks into plain values and a pool has no end. */
function given<Value>(provide: Type<Value> | symbol, value: Value): FactoryProvider<Value> {
  return { provide: provide as Type<Value>, useFactory: () => value };
}

/** The application: the service's own module beside what it is given. */
export function rootOf(module: Type | DynamicModule, everything: DynamicModule): DynamicModule {
  return { module: RootModule, imports: [everything, module] };
}

@Module({})
class RootModule {}
