import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { memberStatus } from '../../../../console/parts/member-status.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { taskType } from '../../../../console/parts/task-type.ts'
import { time } from '../../../../console/parts/time.ts'
import { pathOf, readCreator, showPart } from './frame.ts'
import type { Context, Creator, Membership, Task } from './kit.ts'
import { inEnglish } from '../../../../console/parts/original.ts'

const TASKS = 20

/** Shows what the team does about a creator, and what gramd does. */
export async function showTeam(page: Context): Promise<Response> {
  const creator = await readCreator(page)
  const [memberships, tasks] = await Promise.all([
    page.may('lists:read')
      ? page.api.call('listListsOfBlog', { params: { id: page.param('creator') } })
      : { data: [] },
    page.may('tasks:read')
      ? page.api.call('listTasks', { query: { blog_id: creator.id, limit: TASKS } })
      : null,
  ])
  const body = html`${lists(page, memberships.data)} ${person(page, creator)}
  ${tasks === null ? '' : taskList(page, tasks.data)} ${erasure(page, creator)}`
  return await showPart(page, creator, { part: 'team', body })
}

function lists(page: Context, rows: readonly Membership[]) {
  const { t, formats } = page
  if (rows.length === 0)
    return html`<section>
      <h2>${t('team.lists')}</h2>
      <p class="hint">${t('team.noLists')}</p>
    </section>`
  const none = html`<small>–</small>`
  return html`<section>
    <h2>${t('team.lists')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('team.lists')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${t('team.status')}</th>
            <th>${t('team.list')}</th>
            <th>${t('team.owner')}</th>
            <th class="number">${t('team.price')}</th>
            <th>${t('team.due')}</th>
            <th>${t('team.note')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ list, status, owner, price, currency, due_on: due, note }) =>
              html`<tr id="list-${list.id}">
                <td>${memberStatus(page.language, status)}</td>
                <td>
                  <a class="name" href="/console/lists/${list.id}" dir="auto">${list.name}</a>
                </td>
                <td dir="auto">${owner?.name ?? none}</td>
                <td class="number">
                  ${price === null || currency === null ? none : formats.amount(price, currency)}
                </td>
                <td>${due === null ? none : formats.day(due)}</td>
                <td dir="auto">${note ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

function person(page: Context, creator: Creator) {
  const { t } = page
  const { other_blogs: others } = creator
  return html`<section>
    <h2>${t('team.person')}</h2>
    ${
      others.length === 0
        ? html`<p class="hint">${t('team.alone')}</p>`
        : html`<ul>
              ${others.map(
                ({ id, username, full_name, follower_count }) =>
                  html`<li id="blog-${id}" dir="auto">
                    <a class="name" href="${addressOf(creatorPath(username, id))}" dir="auto"
                      >@${username}</a
                    >
                    ${full_name ?? ''} ${number(page, follower_count)}
                  </li>`,
              )}
            </ul>
            <p class="hint">${t('team.personHint')}</p>`
    }
    ${
      page.may('creators:write')
        ? html`<p class="join">
            <a class="button" href="${addressOf(pathOf(creator, 'join'))}" data-dialog
              >${t('team.join')}</a
            >
            ${
              others.length === 0
                ? ''
                : html`<a class="button" href="${addressOf(pathOf(creator, 'part'))}" data-dialog
                    >${t('team.part')}</a
                  >`
            }
          </p>`
        : ''
    }
  </section>`
}

function taskList(page: Context, rows: readonly Task[]) {
  const { t } = page
  if (rows.length === 0)
    return html`<section>
      <h2>${t('team.tasks')}</h2>
      <p class="hint">${t('team.noTasks')}</p>
    </section>`
  return html`<section>
    <h2>${t('team.tasks')}</h2>
    <table class="list cards">
      <thead>
        <tr>
          <th>${t('team.state')}</th>
          <th>${t('team.task')}</th>
          <th class="number">${t('team.changed')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (task) =>
            html`<tr id="task-${task.id}">
              <td>${badge(task.status, t(`task.is_${task.status}`))}</td>
              <td>
                <a class="name" href="/console/tasks/${task.id}" dir="auto"
                  >${taskType(page.language, task.task_type)} <small>${task.id}</small></a
                >
                ${task.error_message === null ? '' : html`<p>${inEnglish(page, task.error_message)}</p>`}
              </td>
              <td class="number">
                ${time(page, task.completed_at ?? task.started_at ?? task.created_at)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function erasure(page: Context, creator: Creator) {
  const { t } = page
  if (!page.may('erasure:write')) return ''
  return html`<section>
    <h2>${t('team.eraseHeading')}</h2>
    <p class="hint">${t('team.eraseHint')}</p>
    <p>
      <a class="button" href="${addressOf(pathOf(creator, 'erase'))}">${t('team.erase')}</a>
    </p>
  </section>`
}
