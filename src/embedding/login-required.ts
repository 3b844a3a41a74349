import {
  applyDecorators,
  Catch,
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ClaimRules } from '../auth/bearer/claim-rules.ts';
import { Refused } from './refused.ts';
import { userOf, type SignedInUser } from './signed-in-user.ts';
import { TokenStore } from './token-store.ts';
import { rawOf, visitOf, type HostRequest, type HostResponse } from './visit.ts';

const DEMAND = 'tokenstore:demand';

@Injectable()
class LoginGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly store: TokenStore;

  constructor(@Inject(TokenStore) store: TokenStore) {
    this.store = store;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    // What the controller demands holds beside what the route does.
    const demands = this.reflector.getAll<(ClaimRules | undefined)[]>(DEMAND, [
      context.getHandler(),
      context.getClass(),
    ]);
    for (const claims of demands) {
      if (claims !== undefined)
        await this.store.admit(http.getRequest<HostRequest>(), http.getResponse<HostResponse>(), claims);
    }
    return true;
  }
}

/** Sends people to sign in, and tells anybody else by a problem document, whatever filters the application has. */
@Catch(Refused)
class RefusedFilter implements ExceptionFilter<Refused> {
  catch(refused: Refused, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<HostResponse & { hijack?: () => void }>();
    reply.hijack?.();
    refused.send(visitOf(http.getRequest<HostRequest>(), reply).response);
  }
}

/**
 * Lets signed-in users alone to a route of an application that imports `TokenStoreModule`, or to all of a controller.
 * @param claims what their claims must be: `{ groups: 'ops' }`
 */
export function LoginRequired(claims: ClaimRules = {}): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(DEMAND, claims), UseGuards(LoginGuard), UseFilters(RefusedFilter));
}

/** The user of a route that is {@link LoginRequired}. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): SignedInUser => {
  const user = userOf(rawOf(context.switchToHttp().getRequest<HostRequest>()));
  if (user === undefined) throw new Error('@CurrentUser() stands on routes that are @LoginRequired()');
  return user;
});
