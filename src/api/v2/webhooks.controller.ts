import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ManageWebhooks } from '../../grants/notifications/manage-webhooks.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import type { ProblemCode } from '../../problem/codes.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { pageQuery, renderPage, toWish } from './page.ts';
import {
  addedWebhook,
  deliveryBody,
  deliveryList,
  newWebhook,
  renderDelivery,
  renderWebhook,
  rotatedSecret,
  testedWebhook,
  toNewWebhook,
  toSeconds,
  toWebhookChange,
  webhookBody,
  webhookChange,
  webhookList,
} from './webhooks.ts';

type PageQuery = z.output<typeof pageQuery>;

const READING = [
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'database_unavailable',
] as const satisfies readonly ProblemCode[];
const CHANGING = [...READING, 'csrf', 'not_found'] as const satisfies readonly ProblemCode[];

@ApiTags('v2: webhooks')
@Controller('api/v2/webhooks')
@Access('admin', { clients: true })
export class WebhooksController {
  private readonly webhooks: ManageWebhooks;

  constructor(webhooks: ManageWebhooks) {
    this.webhooks = webhooks;
  }

  @Get()
  @ApiOperation({ summary: 'The webhooks' })
  @ApiResponse({ status: 200, description: 'The oldest first.', standardSchema: webhookList })
  @ApiProblems([...READING, 'invalid_request'])
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: PageQuery,
  ): Promise<z.input<typeof webhookList>> {
    return renderPage(await this.webhooks.list(principal, toWish(query)), renderWebhook);
  }

  @Get(':webhook')
  @ApiOperation({ summary: 'A webhook' })
  @ApiResponse({ status: 200, standardSchema: webhookBody })
  @ApiProblems([...READING, 'not_found'])
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('webhook') id: string,
  ): Promise<z.input<typeof webhookBody>> {
    return renderWebhook(await this.webhooks.get(principal, id));
  }

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Have an address told of events' })
  @ApiResponse({
    status: 201,
    description: 'The secret that signs is shown here, and never again.',
    standardSchema: addedWebhook,
  })
  @ApiProblems([...READING, 'csrf', 'invalid_request'])
  async add(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newWebhook, pipes: [requestSchema] }) body: z.output<typeof newWebhook>,
  ): Promise<z.input<typeof addedWebhook>> {
    const { webhook, secret } = await this.webhooks.add(principal, toNewWebhook(body));
    return { ...renderWebhook(webhook), secret };
  }

  @Patch(':webhook')
  @ApiOperation({ summary: 'Change a webhook, disable it, or enable it again' })
  @ApiResponse({ status: 200, standardSchema: webhookBody })
  @ApiProblems([...CHANGING, 'invalid_request'])
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('webhook') id: string,
    @Body({ schema: webhookChange, pipes: [requestSchema] }) body: z.output<typeof webhookChange>,
  ): Promise<z.input<typeof webhookBody>> {
    return renderWebhook(await this.webhooks.change(principal, id, toWebhookChange(body)));
  }

  @Delete(':webhook')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook with all that waits for it' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  @ApiProblems(CHANGING)
  async remove(@CurrentPrincipal() principal: Principal, @Param('webhook') id: string): Promise<void> {
    await this.webhooks.remove(principal, id);
  }

  @Post(':webhook/secret')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Make a new secret; for a day the old one signs as well' })
  @ApiResponse({ status: 200, standardSchema: rotatedSecret })
  @ApiProblems(CHANGING)
  async rotate(
    @CurrentPrincipal() principal: Principal,
    @Param('webhook') id: string,
  ): Promise<z.input<typeof rotatedSecret>> {
    const { secret, previousUntil } = await this.webhooks.rotate(principal, id);
    return { secret, previous_secret_until: toSeconds(previousUntil) };
  }

  @Post(':webhook/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a test event' })
  @ApiResponse({ status: 202, description: 'It is sent in a moment.', standardSchema: testedWebhook })
  @ApiProblems([...CHANGING, 'invalid_request'])
  async test(
    @CurrentPrincipal() principal: Principal,
    @Param('webhook') id: string,
  ): Promise<z.input<typeof testedWebhook>> {
    return { event_id: await this.webhooks.test(principal, id) };
  }

  @Get(':webhook/deliveries')
  @ApiOperation({ summary: 'What became of the events of the last 30 days' })
  @ApiResponse({ status: 200, description: 'The newest first.', standardSchema: deliveryList })
  @ApiProblems([...READING, 'invalid_request', 'not_found'])
  async deliveries(
    @CurrentPrincipal() principal: Principal,
    @Param('webhook') id: string,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: PageQuery,
  ): Promise<z.input<typeof deliveryList>> {
    return renderPage(await this.webhooks.deliveries(principal, id, toWish(query)), renderDelivery);
  }

  @Post(':webhook/deliveries/:event')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send an event anew, under the same id, or at once' })
  @ApiResponse({ status: 202, description: 'It is sent in a moment.', standardSchema: deliveryBody })
  @ApiProblems(CHANGING)
  async redeliver(
    @CurrentPrincipal() principal: Principal,
    @Param('webhook') id: string,
    @Param('event') event: string,
  ): Promise<z.input<typeof deliveryBody>> {
    return renderDelivery(await this.webhooks.redeliver(principal, id, event));
  }
}
