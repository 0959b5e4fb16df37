/**
 * Certificates for tests, made by openssl: an authority, and server certificates that it signed,
 * good and bad.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";

export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  readonly good: KeyAndCertificate;
  /** Ended yesterday. */
  readonly expired: KeyAndCertificate;
  /** Ends in a week. */
  readonly ending: KeyAndCertificate;
  readonly otherName: KeyAndCertificate;
  readonly selfSigned: KeyAndCertificate;
  /** Trusts the authority. */
  readonly trusting: SecureContext;
  readonly authority: KeyAndCertificate;
}

/** For `www.example.com` and 127.0.0.1. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-certificates-"));
  try {
    return new Maker(folder).all();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const usualNames = "DNS:www.example.com,IP:127.0.0.1";
const dayMs = 24 * 60 * 60 * 1000;

class Maker {
  constructor(private readonly folder: string) {}

  all(): Certificates {
    this.key("ca");
    const self = "-config ca.conf -selfsign -keyfile ca.key -in ca.csr -out ca.pem";
    this.request("ca", "CN=authority of a test");
    this.write("index.txt", "");
    this.write("serial", "01\n");
    this.sign(`${self} -extensions authority`, -30, 365);
    return {
      good: this.server("good", usualNames, -1, 90),
      expired: this.server("expired", usualNames, -30, -1),
      ending: this.server("ending", usualNames, -30, 7),
      otherName: this.server("other", "DNS:www.example.net", -1, 90),
      selfSigned: this.selfSigned(),
      trusting: createSecureContext({ ca: [this.read("ca.pem")] }),
      authority: { key: this.read("ca.key"), cert: this.read("ca.pem") },
    };
  }

  private server(name: string, names: string, fromDays: number, toDays: number): KeyAndCertificate {
    this.key(name);
    this.request(name, `CN=${name}`);
    this.write(`${name}.ext`, `[server]\nsubjectAltName=${names}\n`);
    const paths = `-cert ca.pem -keyfile ca.key -in ${name}.csr -out ${name}.pem`;
    this.sign(`-config ca.conf ${paths} -extfile ${name}.ext -extensions server`, fromDays, toDays);
    return { key: this.read(`${name}.key`), cert: this.read(`${name}.pem`) };
  }

  private selfSigned(): KeyAndCertificate {
    this.key("self");
    const names = `-addext subjectAltName=${usualNames}`;
    this.openssl(`req -x509 -new -key self.key -subj /CN=self -days 30 ${names} -out self.pem`);
    return { key: this.read("self.key"), cert: this.read("self.pem") };
  }

  private key(name: string): void {
    this.openssl(`genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${name}.key`);
  }

  private request(name: string, subject: string): void {
    this.write("request.conf", `[req]\nprompt=no\ndistinguished_name=name\n[name]\n${subject}\n`);
    this.openssl(`req -new -key ${name}.key -config request.conf -out ${name}.csr`);
  }

  private sign(what: string, fromDays: number, toDays: number): void {
    this.write(
      "ca.conf",
      [
        "[ca]\ndefault_ca=own",
        "[own]\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\nunique_subject=no",
        "default_md=sha256\npolicy=any\nrand_serial=yes\n[any]\ncommonName=supplied",
        "[authority]\nbasicConstraints=critical,CA:true\n",
      ].join("\n"),
    );
    const dates = `-startdate ${dateOf(fromDays)} -enddate ${dateOf(toDays)}`;
    this.openssl(`ca -batch -notext ${dates} ${what}`);
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  private openssl(command: string): void {
    const { status, stderr, error } = spawnSync("openssl", command.split(" "), {
      cwd: this.folder,
      encoding: "utf8",
    });
    if (error !== undefined || status !== 0) {
      throw new Error(`openssl ${command}: ${error?.message ?? stderr}`);
    }
  }
}

/** `20261122120000Z`, so many days from now. */
function dateOf(days: number): string {
  const text = new Date(Date.now() + days * dayMs).toISOString();
  return `${text.slice(0, 19).replaceAll(/[-:T]/g, "")}Z`;
}
