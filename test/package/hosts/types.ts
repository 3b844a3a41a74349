import type { CreateAppOptions, SignedInUser } from 'tokenstore';

// Compiled and not run: were the declarations lost on the way, anything would do, and nothing would be wrong here.
export const options: CreateAppOptions = {
  // @ts-expect-error -- an address is text
  uri: 5,
};

export function mayNot(user: SignedInUser): boolean {
  // @ts-expect-error -- there is no such right
  return user.hasPermission('nonsense');
}
