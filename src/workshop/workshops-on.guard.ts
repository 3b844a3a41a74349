import { Inject, Injectable, type CanActivate } from '@nestjs/common';
import { Problem } from '../problem/problem.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';

/** Without `WORKSHOP` there is nothing here. */
@Injectable()
export class WorkshopsOn implements CanActivate {
  private readonly isOn: boolean;

  constructor(@Inject(SETTINGS) { WORKSHOP }: Settings) {
    this.isOn = WORKSHOP;
  }

  canActivate(): boolean {
    if (!this.isOn) throw new Problem('not_found', 'There are no workshops here.');
    return true;
  }
}
