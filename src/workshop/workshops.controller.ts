import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ApiProblems } from '../api/docs/api-problems.ts';
import { pageOf, pageQuery, renderPage, toWish } from '../api/v2/page.ts';
import { Clock } from '../database/clock.ts';
import { Access, CurrentPrincipal } from '../principal/access.ts';
import type { Principal } from '../principal/principal.ts';
import type { ProblemCode } from '../problem/codes.ts';
import { requestSchema } from '../problem/request-schema.pipe.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { EndWorkshop } from './end-workshop.ts';
import { ManageWorkshops } from './manage-workshops.ts';
import { WorkshopsOn } from './workshops-on.guard.ts';
import {
  endedBody,
  newWorkshop,
  participantBody,
  passwordBody,
  removedBody,
  renderEnded,
  renderParticipant,
  renderRemoved,
  renderWorkshop,
  toWorkshopChange,
  toWorkshopWish,
  workshopBody,
  workshopChange,
} from './workshops.ts';

type PageQuery = z.output<typeof pageQuery>;
type WorkshopBody = z.infer<typeof workshopBody>;
const workshopList = pageOf(workshopBody);
const participantList = pageOf(participantBody);

const READING = [
  ...(['unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'database_unavailable'] as const),
] satisfies readonly ProblemCode[];
const CHANGING = [...READING, 'csrf', 'invalid_request'] as const satisfies readonly ProblemCode[];

/** Workshops, for administrators. */
@ApiTags('v2: workshops')
@Controller('api/v2/workshops')
@Access('admin', { clients: true })
@UseGuards(WorkshopsOn)
export class WorkshopsController {
  private readonly manage: ManageWorkshops;
  private readonly ending: EndWorkshop;
  private readonly urls: PublicUrls;
  private readonly clock: Clock;

  constructor(manage: ManageWorkshops, ending: EndWorkshop, urls: PublicUrls, clock: Clock) {
    this.manage = manage;
    this.ending = ending;
    this.urls = urls;
    this.clock = clock;
  }

  @Get()
  @ApiOperation({ summary: 'The workshops, newest first' })
  @ApiResponse({ status: 200, standardSchema: workshopList })
  @ApiProblems([...READING, 'invalid_request'])
  async list(
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: PageQuery,
  ): Promise<z.infer<typeof workshopList>> {
    return renderPage(await this.manage.list(toWish(query)), (workshop) => this.render(workshop));
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Open a workshop: people register themselves on its page' })
  @ApiResponse({ status: 201, standardSchema: workshopBody })
  @ApiProblems(CHANGING)
  async open(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newWorkshop, pipes: [requestSchema] }) body: z.output<typeof newWorkshop>,
  ): Promise<WorkshopBody> {
    return this.render(await this.manage.open(principal, toWorkshopWish(body, this.clock.now())));
  }

  @Get(':code')
  @ApiOperation({ summary: 'A workshop, and how many places are taken' })
  @ApiResponse({ status: 200, standardSchema: workshopBody })
  @ApiProblems(READING)
  async one(@Param('code') code: string): Promise<WorkshopBody> {
    return this.render(await this.manage.get(code));
  }

  @Patch(':code')
  @ApiOperation({ summary: 'Close it or open it again, extend it, change its places' })
  @ApiResponse({ status: 200, description: 'As it is now.', standardSchema: workshopBody })
  @ApiProblems(CHANGING)
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('code') code: string,
    @Body({ schema: workshopChange, pipes: [requestSchema] }) body: z.output<typeof workshopChange>,
  ): Promise<WorkshopBody> {
    return this.render(await this.manage.change(principal, code, toWorkshopChange(body)));
  }

  @Delete(':code')
  @ApiOperation({
    summary: 'End it: grants are ended at the providers, then accounts and workshop are removed. Can be repeated',
  })
  @ApiResponse({ status: 200, description: 'What went with it.', standardSchema: endedBody })
  @ApiProblems([...READING, 'csrf'])
  async end(@CurrentPrincipal() principal: Principal, @Param('code') code: string): Promise<z.infer<typeof endedBody>> {
    return renderEnded(await this.ending.end(principal, code));
  }

  @Get(':code/participants')
  @ApiOperation({ summary: 'Who registered, in the order in which they came' })
  @ApiResponse({ status: 200, standardSchema: participantList })
  @ApiProblems([...READING, 'invalid_request'])
  async participants(
    @Param('code') code: string,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: PageQuery,
  ): Promise<z.infer<typeof participantList>> {
    return renderPage(await this.manage.participants(code, toWish(query)), renderParticipant);
  }

  @Post(':code/participants/:name/password')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A new password for somebody who lost theirs; their browsers are signed out' })
  @ApiResponse({ status: 200, standardSchema: passwordBody })
  @ApiProblems([...READING, 'csrf'])
  async resetPassword(
    @CurrentPrincipal() principal: Principal,
    @Param('code') code: string,
    @Param('name') name: string,
  ): Promise<z.infer<typeof passwordBody>> {
    return { password: await this.manage.resetPassword(principal, code, name) };
  }

  @Delete(':code/participants/:name')
  @ApiOperation({ summary: 'Remove somebody, with all that is theirs; the place is free again' })
  @ApiResponse({ status: 200, description: 'What went with them.', standardSchema: removedBody })
  @ApiProblems([...READING, 'csrf'])
  async removeParticipant(
    @CurrentPrincipal() principal: Principal,
    @Param('code') code: string,
    @Param('name') name: string,
  ): Promise<z.infer<typeof removedBody>> {
    return renderRemoved(await this.ending.removeParticipant(principal, code, name));
  }

  @Get(':code/users.htpasswd')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="users.htpasswd"')
  @ApiOperation({ summary: 'The accounts as lines of an htpasswd file (bcrypt)' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  @ApiProblems(READING)
  async htpasswd(@CurrentPrincipal() principal: Principal, @Param('code') code: string): Promise<string> {
    return this.manage.htpasswd(principal, code);
  }

  @Get(':code/users.csv')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/csv; charset=utf-8; header=present')
  @Header('content-disposition', 'attachment; filename="users.csv"')
  @ApiOperation({ summary: 'Who registered, as a table; with passwords where the workshop keeps them' })
  @ApiProduces('text/csv')
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  @ApiProblems(READING)
  async roster(@CurrentPrincipal() principal: Principal, @Param('code') code: string): Promise<string> {
    return this.manage.roster(principal, code);
  }

  private render(workshop: Parameters<typeof renderWorkshop>[0]): WorkshopBody {
    return renderWorkshop(workshop, (code) => this.urls.workshop(code));
  }
}
