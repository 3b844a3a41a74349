import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ManageClients } from '../../grants/delegation/manage-clients.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import type { ProblemCode } from '../../problem/codes.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import {
  clientBody,
  clientChange,
  clientList,
  newClient,
  newRule,
  registeredClient,
  renderClient,
  renderRule,
  ruleBody,
  ruleList,
  secretBody,
  toClientWish,
  toNewRule,
} from './clients.ts';
import { pageQuery, renderPage, toWish } from './page.ts';

type PageQuery = z.output<typeof pageQuery>;

const READING = ['unauthenticated', 'forbidden', 'database_unavailable'] as const satisfies readonly ProblemCode[];
const CHANGING = [...READING, 'csrf', 'not_found'] as const satisfies readonly ProblemCode[];

@ApiTags('v2: clients')
@Controller('api/v2/clients')
@Access('admin', { clients: true })
export class ClientsController {
  private readonly clients: ManageClients;

  constructor(clients: ManageClients) {
    this.clients = clients;
  }

  @Get()
  @ApiOperation({ summary: 'The registered clients' })
  @ApiResponse({
    status: 200,
    description: 'Those of the settings first, then the oldest.',
    standardSchema: clientList,
  })
  @ApiProblems([...READING, 'invalid_request'])
  async list(
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: PageQuery,
  ): Promise<z.input<typeof clientList>> {
    return renderPage(await this.clients.list(toWish(query)), renderClient);
  }

  @Get(':client')
  @ApiOperation({ summary: 'A client' })
  @ApiResponse({ status: 200, standardSchema: clientBody })
  @ApiProblems([...READING, 'not_found'])
  async get(@Param('client') id: string): Promise<z.input<typeof clientBody>> {
    return renderClient(await this.clients.get(id));
  }

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Register a client. It may nothing until a rule says so' })
  @ApiResponse({
    status: 201,
    description: 'Its secret is shown here, and never again.',
    standardSchema: registeredClient,
  })
  @ApiProblems([...READING, 'csrf', 'invalid_request'])
  async register(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newClient, pipes: [requestSchema] }) body: z.output<typeof newClient>,
  ): Promise<z.input<typeof registeredClient>> {
    const { client, secret } = await this.clients.register(principal, toClientWish(body));
    return { ...renderClient(client), client_secret: secret ?? null };
  }

  @Patch(':client')
  @ApiOperation({ summary: 'Disable a client, or let it in again' })
  @ApiResponse({ status: 200, standardSchema: clientBody })
  @ApiProblems([...CHANGING, 'invalid_request'])
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('client') id: string,
    @Body({ schema: clientChange, pipes: [requestSchema] }) { disabled }: z.output<typeof clientChange>,
  ): Promise<z.input<typeof clientBody>> {
    return renderClient(await this.clients.setDisabled(principal, id, disabled));
  }

  @Post(':client/secret')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Make a new client secret; the old one ends' })
  @ApiResponse({ status: 200, description: 'It is shown here, and never again.', standardSchema: secretBody })
  @ApiProblems(CHANGING)
  async renewSecret(
    @CurrentPrincipal() principal: Principal,
    @Param('client') id: string,
  ): Promise<z.input<typeof secretBody>> {
    return { client_secret: await this.clients.renewSecret(principal, id) };
  }

  @Delete(':client')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a client with its rules, its keys and the consents to it' })
  @ApiResponse({ status: 204, description: 'It is gone, on every replica.' })
  @ApiProblems(CHANGING)
  async remove(@CurrentPrincipal() principal: Principal, @Param('client') id: string): Promise<void> {
    await this.clients.remove(principal, id);
  }

  @Get(':client/delegations')
  @ApiOperation({ summary: 'The rules of a client' })
  @ApiResponse({ status: 200, description: 'The oldest first.', standardSchema: ruleList })
  @ApiProblems([...READING, 'invalid_request', 'not_found'])
  async rules(
    @Param('client') id: string,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: PageQuery,
  ): Promise<z.input<typeof ruleList>> {
    return renderPage(await this.clients.rules(toWish(query), id), renderRule);
  }

  @Post(':client/delegations')
  @HttpCode(201)
  @ApiOperation({ summary: 'Let a client obtain tokens: at which providers, with which scopes, for whom' })
  @ApiResponse({ status: 201, standardSchema: ruleBody })
  @ApiProblems([...CHANGING, 'invalid_request'])
  async addRule(
    @CurrentPrincipal() principal: Principal,
    @Param('client') id: string,
    @Body({ schema: newRule, pipes: [requestSchema] }) body: z.output<typeof newRule>,
  ): Promise<z.input<typeof ruleBody>> {
    return renderRule(await this.clients.addRule(principal, toNewRule(id, body)));
  }

  @Delete(':client/delegations/:rule')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a rule: it counts no more from the next request on' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  @ApiProblems(CHANGING)
  async removeRule(
    @CurrentPrincipal() principal: Principal,
    @Param('client') id: string,
    @Param('rule') rule: string,
  ): Promise<void> {
    await this.clients.removeRule(principal, id, rule);
  }
}
