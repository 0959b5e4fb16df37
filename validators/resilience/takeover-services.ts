/**
 * Services that give a name under their own domain to whoever asks for it first. A record of ours
 * that points at such a name goes on pointing there after we have given the name up, and then at
 * whoever takes it.
 *
 * From EdOverflow/can-i-take-over-xyz, which a test holds this against: all that it calls vulnerable
 * and gives a domain or an address for. Lines with a comment are not, or not so, in that list.
 */
export interface TakeoverService {
  readonly service: string;
  /** Absolute, lower case. */
  readonly suffixes: readonly string[];
  /** Addresses that stand for the service in A records. */
  readonly addresses?: readonly string[];
}

/** Who may take a name that was given up: anybody at once, or some under conditions. */
export type Claim = "anybody" | "some";

/** Regions of AWS, each with endpoints of its own; the list has s3.amazonaws.com only. */
const s3Regions: readonly string[] = [
  ...["af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
  ...["ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3"],
  ...["ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1"],
  "ca-west-1",
  ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1"],
  ...["eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1"],
  ...["sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1"],
  "us-west-2",
];

/** A name given up there is free for anybody at once. */
export const freeForAll: readonly TakeoverService[] = [
  { service: "Agile CRM", suffixes: ["agilecrm.com."] },
  { service: "Airee", suffixes: ["airee.ru."] },
  { service: "AWS Elastic Beanstalk", suffixes: ["elasticbeanstalk.com."] },
  {
    service: "AWS S3",
    suffixes: [
      "s3.amazonaws.com.",
      ...s3Regions.flatMap((region) => [
        `s3.${region}.amazonaws.com.`,
        `s3.dualstack.${region}.amazonaws.com.`,
        `s3-${region}.amazonaws.com.`,
        `s3-website.${region}.amazonaws.com.`,
        `s3-website-${region}.amazonaws.com.`,
      ]),
    ],
  },
  { service: "Anima", suffixes: ["animaapp.io."] },
  { service: "Bitbucket", suffixes: ["bitbucket.io."] },
  { service: "Discourse", suffixes: ["trydiscourse.com."] },
  { service: "Gemfury", suffixes: ["furyns.com."] },
  { service: "Ghost", suffixes: ["ghost.io."] },
  { service: "HatenaBlog", suffixes: ["hatenablog.com."] },
  { service: "Help Juice", suffixes: ["helpjuice.com."] },
  { service: "Help Scout", suffixes: ["helpscoutdocs.com."] },
  { service: "Helprace", suffixes: ["helprace.com."] },
  { service: "JetBrains YouTrack", suffixes: ["youtrack.cloud."] },
  { service: "LaunchRock", suffixes: ["launchrock.com."] },
  {
    service: "Microsoft Azure",
    suffixes: [
      "azure-api.net.",
      "azurecontainer.io.",
      "azurecr.io.",
      "azuredatalakestore.net.",
      "azureedge.net.",
      // As azurefd.net and trafficmanager.net: Microsoft, "Prevent dangling DNS entries and avoid
      // subdomain takeover", page of 16 April 2025.
      "azurefd.net.",
      "azurehdinsight.net.",
      "azurewebsites.net.",
      "blob.core.windows.net.",
      "cloudapp.azure.com.",
      "cloudapp.net.",
      "database.windows.net.",
      "redis.cache.windows.net.",
      "search.windows.net.",
      "servicebus.windows.net.",
      "trafficmanager.net.",
      "visualstudio.com.",
      // The web server of the same storage account as blob.core.windows.net.
      "web.core.windows.net.",
    ],
  },
  { service: "Ngrok", suffixes: ["ngrok.io."] },
  // Both are in the list without a domain; these are what the tables of other scanners have.
  { service: "Pantheon", suffixes: ["pantheonsite.io."] },
  { service: "Read the Docs", suffixes: ["readthedocs.io."] },
  { service: "Readme.io", suffixes: ["readme.io."] },
  { service: "SmartJobBoard", suffixes: [], addresses: ["52.16.160.97"] },
  { service: "Strikingly", suffixes: ["s.strikinglydns.com."] },
  // In the list as na-west1.surge.sh, one of its servers.
  { service: "Surge", suffixes: ["surge.sh."] },
  { service: "SurveySparrow", suffixes: ["surveysparrow.com."] },
  { service: "Uberflip", suffixes: ["read.uberflip.com."] },
  { service: "Uptimerobot", suffixes: ["stats.uptimerobot.com."] },
  { service: "WordPress.com", suffixes: ["wordpress.com."] },
  { service: "Worksites", suffixes: ["worksites.net."], addresses: ["69.164.223.206"] },
];

/**
 * A name given up there can be taken under conditions: a certain plan, no proof of the domain. The
 * list calls all of these edge cases and has no domains for them, but for vercel.com; the suffixes
 * are those that the services have their customers point a CNAME at.
 */
export const freeForSome: readonly TakeoverService[] = [
  { service: "GitHub Pages", suffixes: ["github.io."] },
  { service: "Heroku", suffixes: ["herokuapp.com.", "herokudns.com."] },
  { service: "Netlify", suffixes: ["netlify.app.", "netlify.com."] },
  { service: "Shopify", suffixes: ["myshopify.com."] },
  { service: "Tumblr", suffixes: ["domains.tumblr.com."] },
  { service: "Vercel", suffixes: ["vercel.app.", "vercel-dns.com.", "vercel.com."] },
  { service: "Webflow", suffixes: ["proxy.webflow.com.", "proxy-ssl.webflow.com."] },
];
