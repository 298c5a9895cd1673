// A way to a server on which happens what happens on networks: it is cut, gets slow, stands still, or is
// closed in one direction only.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Looks at what passes; true cuts the connection before this piece is passed on. */
export type Cut = (piece: { readonly from: "client" | "server"; readonly text: string }) => boolean;

export interface CuttingProxy {
  /** The URL of what is behind, by way of the proxy. */
  readonly url: string;
  /** Cuts once, where `cut` says. */
  cutWhen(cut: Cut): void;
  /** Cuts everything and lets nobody through. */
  block(): void;
  unblock(): void;
  /** From now on everything arrives so much later. */
  delayBy(ms: number): void;
  /** Nothing passes and nobody hears of it, also on connections that are made meanwhile. */
  stall(): void;
  /** What stood still goes on, in order and complete. */
  resume(): void;
  /** One side of every connection says that it has no more to send; the other way stays open. */
  halfClose(side: "client" | "server"): void;
  stop(): Promise<void>;
}

interface Connection {
  readonly client: Socket;
  readonly upstream: Socket;
}

export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  const connections = new Set<Connection>();
  let cut: Cut | undefined;
  let isBlocked = false;
  let delayMs = 0;
  let stalled: PromiseWithResolvers<void> | undefined;

  function accept(client: Socket): void {
    const { port, hostname: host } = target;
    const upstream = connect({ port: Number(port), host, allowHalfOpen: true });
    const connection = { client, upstream };
    connections.add(connection);
    const end = () => {
      client.destroy();
      upstream.destroy();
      connections.delete(connection);
    };
    join("client", client, upstream, end);
    join("server", upstream, client, end);
    if (isBlocked) end();
  }

  /** Passes on in one direction; order is kept, whatever happens to the delay meanwhile. */
  function join(from: "client" | "server", source: Socket, sink: Socket, end: () => void): void {
    let last = Promise.resolve();
    const pass = (act: () => void) => {
      const dueMs = performance.now() + delayMs;
      last = last.then(async () => {
        const waitMs = dueMs - performance.now();
        if (delayMs > 0 && waitMs > 0) await delay(waitMs);
        await stalled?.promise;
        act();
      });
    };
    source.on("data", (data) => {
      if (cut?.({ from, text: data.toString("latin1") })) {
        cut = undefined;
        end();
      } else pass(() => sink.write(data));
    });
    source.on("end", () => pass(() => sink.end()));
    source.on("error", end);
    source.on("close", () => pass(end));
  }

  const server = createServer({ allowHalfOpen: true }, accept);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const own = new URL(url);
  own.port = String((server.address() as AddressInfo).port);

  const endAll = () => {
    for (const { client, upstream } of connections) {
      client.destroy();
      upstream.destroy();
    }
  };
  return {
    url: own.href,
    cutWhen: (it) => {
      cut = it;
    },
    block: () => {
      isBlocked = true;
      endAll();
    },
    unblock: () => {
      isBlocked = false;
    },
    delayBy: (ms) => {
      delayMs = ms;
    },
    stall: () => {
      stalled ??= Promise.withResolvers();
    },
    resume: () => {
      stalled?.resolve();
      stalled = undefined;
    },
    halfClose: (side) => {
      // What the client has no more to send, the server is told; and the other way round.
      for (const { client, upstream } of connections) (side === "client" ? upstream : client).end();
    },
    async stop() {
      endAll();
      server.close();
      await once(server, "close");
    },
  };
}
