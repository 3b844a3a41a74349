import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { KnownKeys } from '../../crypto/known-keys.ts';
import { KeyUsage } from '../../keys/key-usage.ts';
import { Access } from '../../principal/access.ts';
import { ApiProblems } from '../docs/api-problems.ts';

const keyList = z.object({
  items: z.array(
    z
      .object({
        id: z.string().meta({ description: 'Derived from the key, and telling nothing of it.' }),
        seals: z.boolean().meta({ description: 'The replica that answers seals new values with it.' }),
        held: z.boolean().meta({ description: 'The replica that answers has it.' }),
        since: z.int().nullable().meta({
          description: 'Seconds since the epoch: from when on values here may be sealed with it; null: none is.',
        }),
      })
      .meta({ id: 'SealingKey' }),
  ),
  next: z.null(),
});

const usageList = z.object({
  items: z.array(
    z
      .object({
        id: z.string(),
        values: z.int().meta({ description: 'How many sealed values bear it.' }),
        droppable: z.boolean().meta({ description: 'Nothing needs it any more: `tokenstore keys drop`.' }),
      })
      .meta({ id: 'SealingKeyUsage' }),
  ),
  next: z.null(),
});

/** The keys that seal tokens, by their ids. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/keys')
@Access('admin', { clients: true })
export class AdminKeysController {
  private readonly keys: KnownKeys;
  private readonly usage: KeyUsage;

  constructor(keys: KnownKeys, usage: KeyUsage) {
    this.keys = keys;
    this.usage = usage;
  }

  @Get()
  @ApiOperation({ summary: 'The sealing keys, by their ids' })
  @ApiResponse({
    status: 200,
    description: 'The oldest first, and then those that the replica alone has; all at once.',
    standardSchema: keyList,
  })
  @ApiProblems(['unauthenticated', 'forbidden', 'rate_limited', 'database_unavailable'])
  async list(): Promise<z.infer<typeof keyList>> {
    const known = await this.keys.list();
    const items = known.map(({ id, seals, isHeld, since }) => ({
      ...{ id, seals, held: isHeld, since: since === undefined ? null : Math.floor(since / 1000) },
    }));
    return { items, next: null };
  }
  @Get('usage')
  @ApiOperation({
    summary: 'What bears which key, and so how far a rotation has come',
    description: 'Counts all sealed values: it takes seconds where there are a million.',
  })
  @ApiResponse({ status: 200, description: 'In no order, all at once.', standardSchema: usageList })
  @ApiProblems(['unauthenticated', 'forbidden', 'rate_limited', 'database_unavailable'])
  async use(): Promise<z.infer<typeof usageList>> {
    const items = await this.usage.count();
    return { items: items.map(({ id, values, isDroppable }) => ({ id, values, droppable: isDroppable })), next: null };
  }
}
