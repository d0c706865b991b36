import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { PostId, type ReadToken, Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type FastifyReply, type FastifyRequest, freshOrStale, Public, type ReadGate, ReadTokenOf, Returns, rulesOf } from '@xiezhi/http';
import { Database, ReadGates } from '@xiezhi/service';
import type { Queryable } from '@xiezhi/postgres';
import { z } from 'zod';
import { NamedAgency } from '../directory/agency-names.ts';
import { type HeldPost, postHeldBy, postsHeldBy, worldOf } from '../directory/held-posts.ts';
import { portalConsumer } from '../consumer.ts';
import { actIn } from './session.store.ts';
import { Doorkeeper, type Visitor } from './visitor.ts';

const MyPost = z.object({
  id: PostId,
  name: z.string(),
  role: Role,
  desk: z.string().optional(),
  agency: NamedAgency,
});

export const Me = z
  .object({
    account: z.string(),
    strength: z.enum(['password', 'two-factor']),
    post: MyPost.optional().describe('The post requests are made in; absent until one is chosen, or when it is held no more'),
    posts: z.array(MyPost).describe('Posts held today'),
    may: z.array(z.object({ action: z.string(), subject: z.string() })).describe('Rules of the chosen post, as CASL reads them'),
    world: z
      .object({ id: z.uuid(), name: z.string(), legalNow: z.iso.datetime() })
      .optional()
      .describe('演练: the practice world asked in'),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

const PostChoice = z.strictObject({ post: PostId }).meta({ id: 'PostChoice' });

/** Who the portal takes the visitor for. Open to accounts that have not chosen a post, so the guard for callers is not asked. */
@Controller('api')
export class MeController {
  private readonly db: Queryable;
  private readonly doorkeeper: Doorkeeper;
  private readonly gate: ReadGate;

  constructor(database: Database, doorkeeper: Doorkeeper, readGates: ReadGates) {
    this.db = database.app;
    this.doorkeeper = doorkeeper;
    this.gate = readGates.of(portalConsumer);
  }

  @Get('me')
  @Public()
  @Returns(Me)
  async me(
    @Req() request: FastifyRequest,
    @ReadTokenOf() readToken: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const visitor = await this.doorkeeper.visitorOf(request);
    await freshOrStale(readToken, this.gate, reply);
    return this.describe(visitor);
  }

  /** Chooses the post the session acts in from now on. */
  @Post('post')
  @Public()
  @Returns(Me)
  async choose(@Req() request: FastifyRequest, @Body({ schema: PostChoice }) { post }: z.infer<typeof PostChoice>): Promise<Me> {
    const visitor = await this.doorkeeper.visitorOf(request);
    // An internal token is made out to one post.
    if (visitor.session === undefined) throw new Refusal('TOKEN_MISSING');
    if ((await postHeldBy(this.db, visitor.account, post)) === undefined) throw new Refusal('POST_NOT_HELD');
    await actIn(this.db, visitor.session, post);
    return this.describe({ ...visitor, post });
  }

  private async describe({ account, strength, post, world }: Visitor): Promise<Me> {
    const posts = await postsHeldBy(this.db, account);
    const chosen = posts.find((held) => held.post === post);
    const practice = world === undefined ? undefined : await worldOf(this.db, world);
    if (world !== undefined && practice === undefined) throw new Refusal('WORLD_UNKNOWN');
    return {
      account,
      strength,
      ...(chosen !== undefined && { post: myPost(chosen) }),
      posts: posts.map(myPost),
      may: chosen === undefined ? [] : rulesOf([chosen.role]),
      ...(practice !== undefined && { world: { id: practice.id, name: practice.name, legalNow: practice.legal_now.toISOString() } }),
    };
  }
}

function myPost({ post, post_name: name, role, desk, agency, agency_name: agencyName }: HeldPost): z.infer<typeof MyPost> {
  return { id: post, name, role, ...(desk !== null && { desk }), agency: { id: agency, name: agencyName } };
}
