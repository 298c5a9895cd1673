// A way to a server that can be cut at a chosen moment, as networks are.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

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
  stop(): Promise<void>;
}

export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let cut: Cut | undefined;
  let isBlocked = false;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    const pass = (from: "client" | "server", to: Socket) => (data: Buffer) => {
      if (!cut?.({ from, text: data.toString("latin1") })) {
        to.write(data);
        return;
      }
      cut = undefined;
      end();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on("data", pass("client", upstream));
    upstream.on("data", pass("server", client));
    if (isBlocked) end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const own = new URL(url);
  own.port = String((server.address() as AddressInfo).port);

  const endAll = () => {
    for (const socket of sockets) socket.destroy();
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
    async stop() {
      endAll();
      server.close();
      await once(server, "close");
    },
  };
}
