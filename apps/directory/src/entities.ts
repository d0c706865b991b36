import { AgencyRow, DeskRow, PostGrantRow, PostRow } from './agency/agency.entity.ts';
import { CompetenceProposalRow } from './competence-proposal/competence-proposal.entity.ts';
import { DivisionRow, WaterBodyRow } from './look-up/look-up.entity.ts';
import { MechanismPackRow } from './mechanism-pack/mechanism-pack.entity.ts';
import { PracticeWorldRow } from './practice-world/practice-world.entity.ts';
import { RouteRow } from './route/route.entity.ts';

export const entities = [
  AgencyRow,
  DeskRow,
  PostRow,
  PostGrantRow,
  RouteRow,
  MechanismPackRow,
  PracticeWorldRow,
  CompetenceProposalRow,
  DivisionRow,
  WaterBodyRow,
];
