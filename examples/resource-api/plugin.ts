import { Module } from '@nestjs/common';
import { definePlugin } from 'tokenstore/plugin';
import { GreetingV1Controller } from './greeting/v1.controller.ts';
import { GreetingV2Controller } from './greeting/v2.controller.ts';
import { GreetingV3Controller } from './greeting/v3.controller.ts';
import { Resources1796300000000 } from './migrations/1796300000000-resources.ts';
import { problems } from './resource/problems.ts';
import { ResourceController } from './resource/resource.controller.ts';
import { ResourceEntity } from './resource/resource.entity.ts';
import { ResourceStore } from './resource/resource.store.ts';

@Module({
  controllers: [GreetingV1Controller, GreetingV2Controller, GreetingV3Controller, ResourceController],
  providers: [ResourceStore],
})
class ResourceApiModule {}

export default definePlugin({
  name: 'resource-api',
  module: ResourceApiModule,
  entities: [ResourceEntity],
  migrations: [Resources1796300000000],
  scopes: ['resource-read', 'resource-write'],
  problems,
});
