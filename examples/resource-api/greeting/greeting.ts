import { z } from 'zod';

export const greeting = z.object({ greeting: z.string() }).meta({ id: 'Greeting' });
export type Greeting = z.infer<typeof greeting>;
